import { afterEach, expect, test } from '@jest/globals';
import { salesforce } from '../../src/salesforce/index.js';
import { settings } from './settings.js';
import { stubOrg, type Answer, type StubOrg } from './stubOrg.js';

let org: StubOrg;
afterEach(() => org.close());

const DESCRIBED = {
  fields: ['Id', 'IsDeleted', 'SystemModstamp', 'CreatedDate', 'Email', 'LastName'].map((name) => ({
    name,
    type: name.endsWith('Date') || name === 'SystemModstamp' ? 'datetime' : 'string',
  })),
};
const row = (n: number) => ({
  Id: `003dL000000000${n}QAA`,
  SystemModstamp: `2026-01-02T03:04:0${n}.000+0000`,
  IsDeleted: false,
  LastName: ' Ode ',
});

/** An org that answers every query with `answer`. */
async function begin(answer: () => Answer) {
  org = await stubOrg((call) =>
    call.path.includes('/describe') ? { body: DESCRIBED } : call.path.includes('/query') ? answer() : { body: {} },
  );
  return salesforce({ settings: settings(org.url), allowLoopback: true, objects: ['Contact'], lookIn: ['Contact'] });
}
const window = { since: 0, until: Date.parse('2026-01-03T00:00:00Z'), after: null, limit: 2_000 };
const queries = () => org.heard.filter((call) => call.path.includes('/query'));

test('L1 a page that Salesforce cut short goes on by its last row, not by a cursor of the org', async () => {
  const people = await begin(() => ({
    body: { done: false, nextRecordsUrl: '/services/data/v62.0/query/01gA-2', records: [row(1), row(2)] },
  }));
  const { records, next } = await people.page('Contact', ['LastName'], window);
  expect(records.map((record) => record.fields)).toEqual([{ LastName: 'Ode' }, { LastName: 'Ode' }]);
  expect(next).toEqual({ stamp: Date.parse('2026-01-02T03:04:02Z'), id: row(2).Id });
  expect(queries()).toHaveLength(1);
});

test('L1 the last page ends the window', async () => {
  const people = await begin(() => ({ body: { done: true, records: [row(1)] } }));
  expect((await people.page('Contact', ['LastName'], window)).next).toBeNull();
  expect(queries()[0]?.path).toContain('ORDER BY SystemModstamp, Id LIMIT 2000');
});

test.each([
  [
    'another host',
    { done: false, nextRecordsUrl: 'https://attacker.example/services/data/v62.0/query/1', records: [] },
  ],
  ['another path', { done: false, nextRecordsUrl: '/services/data/v62.0/../../apexrest/x', records: [] }],
  ['rows that are none', { done: true, records: ['x'] }],
  ['a row without a stamp', { done: true, records: [{ Id: row(1).Id }] }],
])('an answer with %s is broken, and nothing more is asked', async (_, body) => {
  const people = await begin(() => ({ body }));
  await expect(people.read(['LastName'], [row(1).Id])).rejects.toMatchObject({ name: 'SyncError', kind: 'broken' });
  expect(queries()).toHaveLength(1);
});

test('all pages of a reading by ids are followed', async () => {
  const pages = [
    { done: false, nextRecordsUrl: '/services/data/v62.0/query/01gA-2000', records: [row(1)] },
    { done: true, records: [row(2)] },
  ];
  const people = await begin(() => ({ body: pages.shift() }));
  const read = await people.read(['LastName'], [row(1).Id, row(2).Id]);
  expect(read.map((record) => record.deleted)).toEqual([false, false]);
  expect(queries()[1]?.path).toBe('/services/data/v62.0/query/01gA-2000');
});
