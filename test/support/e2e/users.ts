/** A person at work in the org, by the vendor's REST calls and a token of their own. */
export interface OrgUser {
  create(object: string, fields: object): Promise<string>;
  update(object: string, id: string, fields: object): Promise<void>;
  read(object: string, id: string): Promise<Readonly<Record<string, unknown>>>;
  /** All rows of a SOQL query. */
  query(soql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** A person at work in the audience, by the vendor's calls and a key of their own. */
export interface AudienceUser {
  create(email: string, fields: object, status?: string): Promise<string>;
  update(id: string, fields: object): Promise<void>;
  read(id: string): Promise<Member>;
  /** For good. */
  forget(id: string): Promise<void>;
  /** All that are not archived. */
  all(): Promise<readonly Member[]>;
  addField(tag: string): Promise<void>;
}

export interface Member {
  readonly contact_id: string;
  readonly email_address: string;
  readonly status: string;
  readonly merge_fields: Readonly<Record<string, unknown>>;
}

/** Well above what a suite seeds; the vendor's own limit of a page. */
const PAGE = 1000;

export function orgUser(url: string, username = 'user@acme.example'): OrgUser {
  const ask = jsonCaller(`${url}/services/data/v62.0`, `Bearer ${username}`);
  return {
    create: async (object, fields) => ((await ask('POST', `/sobjects/${object}`, fields)) as { id: string }).id,
    update: async (object, id, fields) => void (await ask('PATCH', `/sobjects/${object}/${id}`, fields)),
    read: async (object, id) => (await ask('GET', `/sobjects/${object}/${id}`)) as Readonly<Record<string, unknown>>,
    query: async (soql) => {
      const rows: Readonly<Record<string, unknown>>[] = [];
      for (let next: string | undefined = `/query?q=${encodeURIComponent(soql)}`; next !== undefined;) {
        const page = (await ask('GET', next)) as {
          readonly records: readonly Readonly<Record<string, unknown>>[];
          readonly nextRecordsUrl?: string;
        };
        rows.push(...page.records);
        next = page.nextRecordsUrl?.replace('/services/data/v62.0', '');
      }
      return rows;
    },
  };
}

export function audienceUser(url: string, list: string, username = 'editor'): AudienceUser {
  const key = Buffer.from(`${username}:${'e'.repeat(32)}-us1`).toString('base64');
  const ask = jsonCaller(`${url}/3.0/lists/${list}`, `Basic ${key}`);
  return {
    create: async (email, fields, status = 'subscribed') =>
      ((await ask('POST', '/members', { email_address: email, status, merge_fields: fields })) as Member).contact_id,
    update: async (id, fields) => void (await ask('PATCH', `/members/${id}`, fields)),
    read: async (id) => (await ask('GET', `/members/${id}`)) as Member,
    forget: async (id) => void (await ask('POST', `/members/${id}/actions/delete-permanent`)),
    all: async () => {
      const members: Member[] = [];
      for (let more = true; more;) {
        const page = (await ask('GET', `/members?count=${PAGE}&offset=${members.length}`)) as {
          readonly members: readonly Member[];
        };
        members.push(...page.members);
        more = page.members.length === PAGE;
      }
      return members.filter(({ status }) => status !== 'archived');
    },
    addField: async (tag) => void (await ask('POST', '/merge-fields', { tag, name: tag, type: 'text' })),
  };
}

function jsonCaller(base: string, authorization: string) {
  return async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const ask = () =>
      fetch(`${base}${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    let answer = await ask();
    // A person whose session ran out signs in again: the sandbox refuses each session once.
    if (answer.status === 401) answer = await ask();
    const text = await answer.text();
    if (!answer.ok) throw new Error(`a user's ${method} ${path} was answered with ${answer.status}: ${text}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  };
}
