import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createRandom } from '../../sandbox/kit/random.js';
import { openBench, type Bench } from './coverage/bench.js';

/** Requests a client could send, bent out of shape at random (the same way every time): whatever comes, the org answers as the vendor would and lives on. */
const REQUESTS = 20_000;
const PARALLEL = 16;
const MOST_GROWTH = 400 * 1024 * 1024;

let bench: Bench;
const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL });
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  agent.destroy();
  await bench.close();
});

interface Wire {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer | null;
}

const B = '/services/data/v62.0';
const json = { 'content-type': 'application/json' };
const xml = { 'content-type': 'text/xml', soapaction: '""' };
const soap = (body: string): Wire => ({
  method: 'POST',
  path: '/services/Soap/u/62.0',
  headers: xml,
  body: `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader><sessionId>fuzz</sessionId></SessionHeader></e:Header><e:Body>${body}</e:Body></e:Envelope>`,
});
const post = (path: string, body: unknown, method = 'POST'): Wire => ({
  method,
  path: `${B}${path}`,
  headers: json,
  body: JSON.stringify(body),
});
const get = (path: string): Wire => ({ method: 'GET', path: `${B}${path}`, headers: {}, body: null });
const query = (soql: string): Wire => get(`/query?q=${encodeURIComponent(soql)}`);
const lead = { attributes: { type: 'Lead' }, LastName: 'A', Company: 'X', Email: 'a@x.org', NumberOfEmployees: 3 };

/** Well-formed to begin with: one of each kind. */
const SEEDS: readonly Wire[] = [
  query(
    "SELECT Id, Name, Owner.Name FROM Lead WHERE (LastName LIKE 'a%' OR CreatedDate = LAST_N_DAYS:3) AND Email != null ORDER BY Name LIMIT 5",
  ),
  query('SELECT LeadSource, COUNT(Id) n FROM Lead GROUP BY LeadSource HAVING COUNT(Id) > 1 ORDER BY COUNT(Id)'),
  query('SELECT Name, (SELECT LastName FROM Contacts) FROM Account WHERE Id IN (SELECT AccountId FROM Contact)'),
  query('SELECT TYPEOF Who WHEN Lead THEN Company ELSE Name END FROM Task'),
  get('/search?q=' + encodeURIComponent('FIND {ada*} IN NAME FIELDS RETURNING Lead(Id, Name LIMIT 3)')),
  get('/sobjects/Lead/describe'),
  get('/sobjects/Lead/updated?start=2026-01-04T00:00:00Z&end=2026-01-05T00:00:00Z'),
  post('/sobjects/Lead', lead),
  post('/composite/sobjects', {
    allOrNone: false,
    records: [lead, { attributes: { type: 'Contact' }, LastName: 'B' }],
  }),
  post('/composite/sobjects/Lead/Id', { records: [lead] }, 'PATCH'),
  post('/composite', {
    allOrNone: true,
    compositeRequest: [{ method: 'POST', url: `${B}/sobjects/Lead`, referenceId: 'a', body: lead }],
  }),
  post('/composite/tree/Account', { records: [{ attributes: { type: 'Account', referenceId: 'a' }, Name: 'A' }] }),
  post('/jobs/ingest', { object: 'Lead', operation: 'insert', contentType: 'CSV' }),
  {
    method: 'POST',
    path: `${B}/jobs/ingest`,
    headers: { 'content-type': 'multipart/form-data; boundary=B' },
    body: '--B\r\nContent-Disposition: form-data; name="job"\r\n\r\n{"object":"Lead","operation":"insert"}\r\n--B\r\nContent-Disposition: form-data; name="content"\r\n\r\nLastName,Company\n"A, B",X\n\r\n--B--',
  },
  post('/jobs/query', { operation: 'query', query: 'SELECT Id, Name FROM Lead' }),
  soap(`<create><sObjects><type>Lead</type><LastName>A</LastName><Company>X</Company></sObjects></create>`),
  soap('<query><queryString>SELECT Id FROM Lead</queryString></query>'),
  soap(
    '<convertLead><leadConverts><leadId>00QdL0000000001AAA</leadId><convertedStatus>Qualified</convertedStatus></leadConverts></convertLead>',
  ),
  {
    method: 'POST',
    path: '/services/async/62.0/job',
    headers: { 'content-type': 'application/xml', 'x-sfdc-session': 'fuzz' },
    body: '<?xml version="1.0"?><jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><operation>insert</operation><object>Lead</object><contentType>XML</contentType></jobInfo>',
  },
  {
    method: 'POST',
    path: '/services/async/62.0/job',
    headers: { 'content-type': 'application/json', 'x-sfdc-session': 'fuzz' },
    body: '{"operation":"query","object":"Lead","contentType":"JSON"}',
  },
  {
    method: 'POST',
    path: '/services/oauth2/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=password&client_id=a&username=b&password=c',
  },
];

const SCRAPS = [
  '\0',
  '"',
  "'",
  '<',
  '>',
  '&',
  '&x;',
  '<!DOCTYPE a>',
  '%',
  '%00',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ',',
  '\\',
  '\r\n',
  'null',
  '-1',
  '1e999',
  '99999999999999999999',
  '__proto__',
  'constructor',
  '../',
  '\ud800',
  '𝒳',
  ' AND ',
  ' OR ',
  'SELECT ',
  '@{a.id}',
  '{"a":'.repeat(40),
  '<a>'.repeat(200),
  '('.repeat(300),
  'x'.repeat(5000),
];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

function bent(text: string, random: () => number): string {
  const pick = (most: number): number => Math.floor(random() * most);
  let made = text;
  for (let times = 1 + pick(3); times > 0; times -= 1) {
    const at = pick(made.length + 1);
    const to = Math.min(made.length, at + pick(20));
    const scrap = SCRAPS[pick(SCRAPS.length)] ?? '';
    switch (pick(5)) {
      case 0:
        made = made.slice(0, at) + scrap + made.slice(at);
        break;
      case 1:
        made = made.slice(0, at) + made.slice(to);
        break;
      case 2:
        made = made.slice(0, at);
        break;
      case 3:
        made = made.slice(0, at) + made.slice(at, to).repeat(2) + made.slice(to);
        break;
      default:
        made = made.slice(0, at) + scrap + made.slice(to);
    }
  }
  return made;
}

/** Paths keep to what HTTP can carry: what is not that never reaches a server's routes. */
const carried = (path: string): string => path.replace(/[^\x21-\x7e]/g, encoded);

function encoded(char: string): string {
  try {
    return encodeURIComponent(char);
  } catch {
    // Half of a surrogate pair.
    return '%ED%A0%80';
  }
}

function mutated(random: () => number): Wire {
  const seed = SEEDS[Math.floor(random() * SEEDS.length)] ?? SEEDS[0]!;
  const chance = random();
  const body =
    seed.body === null ? (chance < 0.1 ? 'x' : null) : chance < 0.7 ? bent(String(seed.body), random) : seed.body;
  const path =
    random() < (seed.body === null ? 0.8 : 0.15)
      ? `/${carried(bent(seed.path, random)).replace(/^\/*/, '')}`
      : seed.path;
  const method = random() < 0.07 ? (METHODS[Math.floor(random() * METHODS.length)] ?? 'GET') : seed.method;
  const headers = { ...seed.headers };
  if (random() < 0.03) headers['content-encoding'] = 'gzip';
  if (random() < 0.05) headers['content-type'] = 'multipart/form-data; boundary=';
  const packed = headers['content-encoding'] === 'gzip' && body !== null && random() < 0.5 ? gzipSync(body) : body;
  return { method, path, headers, body: method === 'GET' ? null : packed };
}

/** The status, and the body when it came; null when the connection went. */
const send = ({ method, path, headers, body }: Wire): Promise<{ status: number; text: string } | null> =>
  new Promise((resolve) => {
    const asked = request(
      `${bench.url}${path}`,
      {
        method,
        agent,
        headers: { authorization: 'Bearer fuzz', 'content-length': String(Buffer.byteLength(body ?? '')), ...headers },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
        answer.on('error', () => resolve(null));
      },
    );
    asked.on('error', () => resolve(null));
    asked.end(body ?? undefined);
  });

test(`${REQUESTS} mutated requests: every one is answered as the vendor would, memory stays bounded, and the org still works`, async () => {
  const random = createRandom(4);
  const seen = new Map<number, number>();
  const wrong: string[] = [];
  const before = process.memoryUsage().rss;
  let left = REQUESTS;
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      if (left % 2000 === 0) bench.reset();
      const wire = mutated(random);
      const answer = await send(wire);
      const status = answer?.status ?? 0;
      seen.set(status, (seen.get(status) ?? 0) + 1);
      // 500 is the vendor's word for SOAP faults only; elsewhere it would be ours for a mistake.
      const isFault = wire.path.startsWith('/services/Soap/') && (answer?.text.includes('faultcode') ?? false);
      if (answer === null || status === 0 || (status >= 500 && !isFault))
        wrong.push(
          `${status} ${wire.method} ${wire.path.slice(0, 200)} ${String(wire.body).slice(0, 300)} → ${answer?.text.slice(0, 200) ?? 'cut'}`,
        );
      else if (status >= 400 && wire.path.startsWith(B) && !/"(?:error|status)Code":"\w+"/.test(answer.text))
        wrong.push(`no code: ${status} ${wire.method} ${wire.path.slice(0, 200)} → ${answer.text.slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, client));
  expect(wrong.slice(0, 5)).toEqual([]);
  expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
  // Bent as they are, a good part must still get through, or nothing was tried.
  expect((seen.get(200) ?? 0) + (seen.get(201) ?? 0)).toBeGreaterThan(REQUESTS / 20);
  expect(process.memoryUsage().rss - before).toBeLessThan(MOST_GROWTH);
  bench.reset();
  expect(await bench.create('Lead', { LastName: 'After', Company: 'X' })).toMatch(/^00Q/);
}, 300_000);
