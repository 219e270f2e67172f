import { afterEach, expect, test } from '@jest/globals';
import { draft, everyone } from './people.js';
import { salesforceBench, type Bench } from './salesforceBench.js';

let bench: Bench;
afterEach(() => bench.close());

test('R-ALL-12 a new lead is not assigned and nobody is mailed, unless the connection asks for it', async () => {
  const org = { assignmentRules: [{ object: 'Lead', owner: 'queue@acme.com', notify: true, autoResponse: true }] };
  const lead = draft({ LastName: 'Ode', Company: 'Acme', Email: 'ode@example.org' }, { object: 'Lead' });
  bench = await salesforceBench({ objects: ['Lead'], org });
  await bench.people.create([lead]);
  expect(bench.system.mails()).toEqual([]);
  await bench.close();
  bench = await salesforceBench({ objects: ['Lead'], org, settings: { assignmentRules: true } });
  await bench.people.create([lead]);
  expect(bench.system.mails()).not.toEqual([]);
});

test.each([
  ['respect', 'refused'],
  ['allow', 'done'],
] as const)('R-ALL-12 duplicate rules: %s', async (duplicateRules, kind) => {
  bench = await salesforceBench({
    settings: { duplicateRules },
    org: { duplicateRules: [{ object: 'Contact', fields: ['Email'], action: 'alert' }] },
  });
  await bench.create('Contact', { LastName: 'There', Email: 'there@example.org' });
  const [outcome] = await bench.people.create([draft({ LastName: 'Again', Email: 'there@example.org' })]);
  expect(outcome?.kind).toBe(kind);
  if (outcome?.kind === 'refused') expect(outcome.code).toBe('DUPLICATES_DETECTED');
});

const custom = (over: object) => ({
  customFields: [{ object: 'Contact', name: 'Tandem_Id__c', type: 'string', length: 40, externalId: true, ...over }],
});

test('L4 a create carries the other side’s id, and a second one with it meets the first', async () => {
  bench = await salesforceBench({ org: custom({ unique: true }), settings: { externalIdField: 'Tandem_Id__c' } });
  expect(bench.people.carriesIds).toBe(true);
  const [made] = await bench.people.create([draft({ LastName: 'Ode' }, { carries: 'c-1' })]);
  expect(made).toMatchObject({ kind: 'done', created: true });
  const again = await bench.people.create([
    draft({ LastName: 'Overwritten' }, { carries: 'c-1' }),
    draft({ LastName: 'New' }, { carries: 'c-2' }),
  ]);
  expect(again).toMatchObject([
    { kind: 'exists', id: made?.kind === 'done' ? made.id : '' },
    { kind: 'done', created: true },
  ]);
  expect((await everyone(bench)).map((record) => [record.carries, record.fields['LastName']]).toSorted()).toEqual([
    ['c-1', 'Ode'],
    ['c-2', 'New'],
  ]);
});

test('an external id that is not unique in the org still makes nobody twice: upsert', async () => {
  bench = await salesforceBench({ org: custom({ unique: false }), settings: { externalIdField: 'Tandem_Id__c' } });
  const first = await bench.people.create([draft({ LastName: 'Ode' }, { carries: 'a/b@c d' })]);
  const second = await bench.people.create([draft({ LastName: 'Ode' }, { carries: 'a/b@c d' })]);
  expect([first[0], second[0]]).toMatchObject([
    { kind: 'done', created: true },
    { kind: 'done', created: false },
  ]);
  expect(await everyone(bench)).toHaveLength(1);
});

test('R-ALL-13 an external id field that is not there stops the connection: a lost create could not be found again', async () => {
  bench = await salesforceBench({ settings: { externalIdField: 'Tandem_Id__c' } });
  await expect(everyone(bench)).rejects.toMatchObject({ kind: 'misconfigured' });
  await expect(bench.people.create([draft({ LastName: 'Ode' })])).rejects.toMatchObject({ kind: 'misconfigured' });
  expect(bench.ourWrites()).toEqual([]);
});

test('L6 numbers, truth, days and moments come in stored form', async () => {
  const fields = [
    ['Score__c', 'double'],
    ['Vip__c', 'boolean'],
    ['Born__c', 'date'],
    ['Met__c', 'datetime'],
  ].map(([name, type]) => ({ object: 'Contact', name, type }));
  bench = await salesforceBench({ org: { customFields: fields } });
  const values = { Score__c: 12.5, Vip__c: true, Born__c: '2001-02-03', Met__c: '2026-01-02T03:04:05.000Z' };
  const [made] = await bench.people.create([draft({ LastName: 'Ode', ...values })]);
  const [read] = await bench.people.read(Object.keys(values), [made?.kind === 'done' ? made.id : '']);
  expect(read?.fields).toEqual(values);
});

test('R-ALL-16 what must be given on create is told by describe', async () => {
  bench = await salesforceBench({ objects: ['Lead'] });
  const required = (await bench.people.describe('Lead')).fields
    .filter((field) => field.required)
    .map((field) => field.name);
  expect(required.toSorted()).toEqual(['Company', 'LastName']);
});

test('R-ALL-15 a locked row is told apart; the others are written', async () => {
  bench = await salesforceBench();
  const ids = [await bench.create('Contact', { LastName: 'A' }), await bench.create('Contact', { LastName: 'B' })];
  bench.arm({ kind: 'row-error', code: 'UNABLE_TO_LOCK_ROW', match: { op: 'update', entity: 'Contact' } });
  const outcomes = await bench.people.update(
    ids.map((id, ref) => ({ ref, object: 'Contact', id, email: null, fields: { FirstName: 'New' } })),
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(['locked', 'done']);
  expect(bench.ourWrites()).toHaveLength(1);
});
