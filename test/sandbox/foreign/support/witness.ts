export type Found = Readonly<Record<string, unknown>>;

/** Reads what the org holds by plain calls, so that no client vouches for itself. */
export interface Witness {
  /** Rows of a query, deleted ones too when the query asks for them; without `attributes`. */
  rows(soql: string): Promise<readonly Found[]>;
  /** A call below `/services/data/v62.0`; throws unless it is answered with 2xx. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
}

const BASE = '/services/data/v62.0';

export function witness(url: string): Witness {
  const ask = async (method: string, address: string, body?: unknown): Promise<unknown> => {
    const send = () =>
      fetch(`${url}${address}`, {
        method,
        headers: { authorization: 'Bearer witness', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    let answer = await send();
    // A fault that ends all sessions ends this one too: once.
    if (answer.status === 401) answer = await send();
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the org answered ${answer.status} to ${method} ${address}: ${text}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  };
  return {
    call: (method, path, body) => ask(method, `${BASE}${path}`, body),
    rows: async (soql) => {
      const rows: Found[] = [];
      let next: string | undefined = `${BASE}/queryAll?q=${encodeURIComponent(soql)}`;
      while (next !== undefined) {
        const page = (await ask('GET', next)) as { records: Found[]; nextRecordsUrl?: string };
        rows.push(...page.records.map(bare));
        next = page.nextRecordsUrl;
      }
      return rows;
    },
  };
}

const bare = (record: Found): Found =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'attributes'));
