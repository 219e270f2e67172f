import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FaultSpec } from '../../../sandbox/kit/types.js';
import { until } from '../../support/e2e/until.js';
import { pythonClient } from './support/pythonClient.js';
import { visit, type Client, type Visit } from './support/visit.js';

/** Every kind of fault, on calls of simple-salesforce: what the client sees, and what the org holds all the same. */
let at: Visit;
let client: Client;
beforeAll(async () => {
  at = await visit('simple-salesforce 1.12.10, faults');
  client = await pythonClient(at.org);
}, 300_000);
afterAll(() => at.end());

const KINDS: readonly FaultSpec['kind'][] = [
  ...(['status', 'lost-answer', 'late-answer', 'cut-upload', 'hang', 'slow', 'row-error'] as const),
  ...(['late-commit', 'expire-session', 'html-200', 'truncate'] as const),
];
const CREATE = { method: 'POST', path: '/sobjects/Lead' };
const QUERY = { method: 'GET', path: '/query' };

const plan = (kind: FaultSpec['kind'], match: FaultSpec['match'], more: Partial<FaultSpec> = {}) =>
  at.org.control.fault({ system: 'salesforce', kind, times: 1, ...(match === undefined ? {} : { match }), ...more });
const attempt = (call: string, names: readonly string[], more: object = {}) => {
  const records = names.map((LastName) => ({ LastName, Company: 'Faulty' }));
  return at.json(client, 'attempt', JSON.stringify({ call, records, ...more }));
};
const ask = (soql: string) => at.json(client, 'attempt', JSON.stringify({ call: 'query', soql }));
const held = async (name: string) =>
  (await at.org.witness.rows(`SELECT LastName FROM Lead WHERE LastName LIKE '${name}%' ORDER BY LastName`)).map(
    ({ LastName }) => LastName,
  );
const logins = async () => (await at.org.control.calls())['salesforce']?.['POST /services/Soap/u/62.0'] ?? 0;

test('status: the client reads the code, and nothing was written', async () => {
  await plan('status', CREATE, { status: 503, code: 'SERVER_UNAVAILABLE', retryAfterS: 3 });
  const down = await attempt('create', ['Status']);
  at.agree([down['error'], down['status'], down['code']], ['SalesforceGeneralError', 503, 'SERVER_UNAVAILABLE']);
  await plan('status', CREATE, { status: 403 });
  const spent = await attempt('create', ['Status']);
  at.agree([spent['error'], spent['code']], ['SalesforceRefusedRequest', 'REQUEST_LIMIT_EXCEEDED']);
  at.agree(await held('Status'), []);
});

test('lost-answer: the client knows of nothing, and the record is there', async () => {
  await plan('lost-answer', CREATE);
  at.agree((await attempt('create', ['Lost']))['error'], 'ConnectionError');
  at.agree(await held('Lost'), ['Lost']);
});

test('late-answer: the connection is cut at once, and the record comes later', async () => {
  await plan('late-answer', CREATE, { delayMs: 5000 });
  at.agree((await attempt('create', ['Later']))['error'], 'ConnectionError');
  at.agree(await held('Later'), []);
  const found = await until('the late record', 30_000, async () => {
    const names = await held('Later');
    return names.length === 0 ? null : names;
  });
  at.agree(found, ['Later']);
});

test('cut-upload: the client gives its job up, and not a row was written', async () => {
  await plan('cut-upload', { method: 'PUT', path: '/batches' });
  at.agree((await attempt('bulk', ['Cut 1', 'Cut 2']))['error'], 'ConnectionError');
  at.agree(await held('Cut'), []);
  const { records }: any = await at.org.witness.call('GET', '/jobs/ingest');
  at.agree(
    records.map(({ object, operation, state }: any) => [object, operation, state]),
    [['Lead', 'insert', 'Aborted']],
  );
});

test('hang: the client gives up, and nothing was written', async () => {
  await plan('hang', CREATE);
  at.agree((await attempt('create', ['Hung'], { timeout: 2 }))['error'], 'ReadTimeout');
  at.agree(await held('Hung'), []);
});

test('slow: the answer takes its time, and is right', async () => {
  await plan('slow', CREATE, { delayMs: 1500 });
  const { answer, ms } = await attempt('create', ['Slow']);
  expect(ms).toBeGreaterThanOrEqual(1500);
  at.agree(await at.org.witness.rows("SELECT Id FROM Lead WHERE LastName = 'Slow'"), [{ Id: answer }]);
});

test('row-error: one row of a call is refused, the others stand', async () => {
  const code = 'UNABLE_TO_LOCK_ROW';
  await plan('row-error', { entity: 'Lead', op: 'create' }, { code });
  const { answer } = await attempt('collection', ['Row 1', 'Row 2', 'Row 3']);
  at.agree(
    answer.map(({ success, errors }: any) => [success, errors.map(({ statusCode }: any) => statusCode)]),
    [
      [false, [code]],
      [true, []],
      [true, []],
    ],
  );
  at.agree(await held('Row'), ['Row 2', 'Row 3']);
});

test('late-commit: the record is written and not to be seen, then appears with its early stamp', async () => {
  await plan('late-commit', { entity: 'Lead', op: 'create' }, { delayMs: 60_000 });
  const { answer } = await attempt('create', ['Committed']);
  at.agree([typeof answer, await held('Committed')], ['string', []]);
  const before = Date.now();
  await at.org.control.advance(60);
  const [row] = await at.org.witness.rows("SELECT Id, SystemModstamp FROM Lead WHERE LastName = 'Committed'");
  at.agree(row?.['Id'], answer);
  expect(Date.parse(String(row?.['SystemModstamp']).replace('+0000', 'Z'))).toBeLessThanOrEqual(before);
});

test('expire-session: whoever can logs in again and writes once, whoever cannot is told', async () => {
  const before = await logins();
  await plan('expire-session', CREATE);
  at.agree(typeof (await attempt('create', ['Expired']))['answer'], 'string');
  at.agree([(await logins()) - before, await held('Expired')], [2, ['Expired']]);
  const session = '00D000000000001!python';
  await attempt('create', ['Session'], { session });
  await plan('expire-session', CREATE);
  const refused = await attempt('create', ['Session again'], { session });
  at.agree(
    [refused['error'], refused['status'], refused['code']],
    ['SalesforceExpiredSession', 401, 'INVALID_SESSION_ID'],
  );
  at.agree(await held('Session'), ['Session']);
});

test('html-200: a page instead of an answer is an error, and nothing was written', async () => {
  await plan('html-200', CREATE);
  at.agree((await attempt('create', ['Page']))['error'], 'JSONDecodeError');
  at.agree(await held('Page'), []);
  await plan('html-200', QUERY);
  at.agree((await ask('SELECT Id FROM Lead'))['error'], 'JSONDecodeError');
});

test('truncate: half an answer is an error, though the record is written', async () => {
  await plan('truncate', CREATE);
  at.agree((await attempt('create', ['Half']))['error'], 'JSONDecodeError');
  at.agree(await held('Half'), ['Half']);
  await plan('truncate', QUERY, { bytes: 60 });
  at.agree((await ask("SELECT Id FROM Lead WHERE LastName = 'Half'"))['error'], 'JSONDecodeError');
});

test('GET /faults: every kind has fired, each time it was planned', async () => {
  const all = (await at.org.control.ask('GET', '/faults')) as readonly { kind: string; fired: number }[];
  at.agree(
    KINDS.filter((kind) => !all.some((fault) => fault.kind === kind && fault.fired === 1)),
    [],
  );
  at.agree(
    all.filter(({ fired }) => fired !== 1),
    [],
  );
});
