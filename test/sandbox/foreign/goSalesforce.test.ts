import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { externalId } from './support/externalId.js';
import { goClient } from './support/goClient.js';
import { visit, type Client, type Visit } from './support/visit.js';

/** go-salesforce 3.1.0. Its upserts carry an empty Id, its composites whole collections. */
let at: Visit;
let client: Client;
beforeAll(async () => {
  at = await visit('go-salesforce 3.1.0');
  client = await goClient(at.org);
}, 300_000);
afterAll(() => at.end());
beforeEach(async () => {
  await at.org.control.reset();
  await at.org.control.org({ customFields: [externalId('Lead')] });
});

const QUERY = 'SELECT Id, LastName, Company FROM Lead';
const part = (name: string, wish: object) => at.json(client, name, JSON.stringify({ Query: QUERY, ...wish }));
const row = (LastName: string, more: object = {}) => ({ LastName, Company: 'Go', ...more });
const rows = (count: number) => Array.from({ length: count }, (_unused, n) => row(`Row ${n}`));
const KEYED = [row('Kay', { Ext__c: 'k1' }), row('Elle', { Ext__c: 'k2' })];
/** The last one is refused: it has no last name. */
const PARTLY_BAD = [row('Ann'), row('Bob'), row('')];
const REFUSED = [expect.objectContaining({ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] })];
const successes = ({ Results }: any): readonly boolean[] => Results.map(({ success }: any) => success);
const held = () => at.org.witness.rows(`${QUERY} WHERE IsDeleted = false`);
const sorted = (found: readonly any[]) => found.toSorted((a, b) => String(a.Id).localeCompare(String(b.Id)));
const lastNames = (found: readonly any[]) => found.map(({ LastName }) => LastName).toSorted();

test('logs in by password and as an application, and writes as who it is', async () => {
  const found = await part('login', { Records: [row('Ann')] });
  at.agree(found['instances'], [at.org.url, at.org.url]);
  const made = await at.org.witness.rows('SELECT Id, CreatedBy.Username FROM Lead');
  at.agree(
    sorted(made.map(({ Id, CreatedBy }: any) => ({ Id, by: CreatedBy.Username }))),
    sorted([
      { Id: found['asUser'].id, by: 'gopher@acme.example' },
      { Id: found['asApp'].id, by: 'app' },
    ]),
  );
});

test('writes single records, and upserts the same one twice', async () => {
  const Upserts = [KEYED[0], row('Kaye', { Ext__c: 'k1' })];
  const found = await part('single', { Records: [row('Ann')], Upserts });
  at.agree([found['created'].success, found['updated'].id], [true, found['created'].id]);
  at.agree(
    sorted(found['read']),
    sorted([
      { Id: found['made'].id, LastName: 'Ann', Company: 'Updated' },
      { Id: found['created'].id, LastName: 'Kaye', Company: 'Go' },
    ]),
  );
  at.agree(found['left'], await held());
  at.agree(lastNames(found['left']), ['Kaye']);
  at.agree(JSON.parse(found['refused'])[0].errorCode, 'REQUIRED_FIELD_MISSING');
});

test('writes collections, several calls of them, and hears of each row', async () => {
  const mark = await at.org.control.mark();
  const found = await part('collections', { Records: [...rows(250), row('')], Upserts: KEYED });
  at.agree(successes(found['inserted']), [...rows(250).map(() => true), false]);
  at.agree(found['inserted'].Results[250].errors, REFUSED);
  at.agree([successes(found['upserted']), found['read'].length], [[true, true], 252]);
  at.agree(
    successes(found['updated']).filter((ok) => !ok),
    [],
  );
  at.agree([...new Set(found['again'].map(({ Company }: any) => Company))], ['Updated']);
  at.agree(successes(found['deleted']), [true, true]);
  at.agree(sorted(found['left']), sorted([...(await held())]));
  const ops = (await at.org.control.writes(mark)).map(({ op }) => op);
  at.agree(
    ['create', 'update', 'delete'].map((op) => ops.filter((one) => one === op).length),
    [252, 252, 2],
  );
});

test('sends collections inside a composite', async () => {
  const found = await part('composite', { Records: PARTLY_BAD, Upserts: KEYED });
  at.agree(successes(found['inserted']), [true, true, false]);
  at.agree([found['inserted'].HasSalesforceErrors, found['inserted'].Results[2].errors], [true, REFUSED]);
  at.agree(lastNames(found['read']), ['Ann', 'Bob', 'Elle', 'Kay']);
  at.agree([...new Set(found['again'].map(({ Company }: any) => Company))], ['Updated']);
  at.agree([successes(found['deleted']), found['left']], [[true, true, true, true], []]);
  at.agree(await held(), []);
});

test('a composite that is all or none leaves nothing behind when one row of one collection is refused', async () => {
  const mark = await at.org.control.mark();
  const found = await part('composite', {
    Records: PARTLY_BAD,
    Upserts: [...KEYED, row('', { Ext__c: 'k3' })],
    AllOrNone: true,
  });
  at.agree([found['inserted'].HasSalesforceErrors, successes(found['inserted']).includes(true)], [true, false]);
  at.agree([found['upserted'].HasSalesforceErrors, successes(found['upserted']).includes(true)], [true, false]);
  at.agree([found['read'], await held(), await at.org.control.writes(mark)], [[], [], []]);
});

test('moves rows in bulk: in, by external id, out into a file and page by page', async () => {
  const File = path.join(at.org.folder, 'export.csv');
  const found = await part('bulk', { Records: [...rows(20), row('')], Upserts: KEYED, File });
  const [inserted] = found['inserted'];
  at.agree([inserted.state, inserted.numberRecordsFailed, inserted.SuccessfulRecords.length], ['JobComplete', 1, 20]);
  const refusal = { sf__Error: expect.stringMatching(/^REQUIRED_FIELD_MISSING:.*:LastName --$/), LastName: '' };
  at.agree(inserted.FailedRecords, [expect.objectContaining(refusal)]);
  at.agree(
    found['upserted'][0].SuccessfulRecords.map(({ sf__Created }: any) => sf__Created),
    ['true', 'true'],
  );
  at.agree(lastNames(found['iterated']), lastNames([...rows(20), ...KEYED]));
  const [head, ...lines] = (await readFile(File, 'utf8')).trim().split('\n');
  const cells = ({ Id, LastName, Company }: any) => [Id, LastName, Company].join(',');
  at.agree([head, lines.toSorted()], ['Id,LastName,Company', found['iterated'].map(cells).toSorted()]);
  at.agree([...new Set(found['again'].map(({ Company }: any) => Company))], ['Updated']);
  at.agree(found['deleted'][0].SuccessfulRecords.length, 2);
  at.agree(sorted(found['left']), sorted([...(await held())]));
  at.agree(found['left'].length, 20);
});
