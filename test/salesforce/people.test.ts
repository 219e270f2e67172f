import { afterEach, expect, test } from '@jest/globals';
import { SyncError } from '../../src/domain/faults.js';
import type { Change, Draft } from '../../src/ports/people.js';
import type { Snapshot } from '../../src/domain/record.js';
import { salesforceBench, type BenchOptions } from './salesforceBench.js';

type Bench = Awaited<ReturnType<typeof salesforceBench>>;
const FIELDS = ['Email', 'FirstName', 'LastName'];

let bench: Bench;

// The first query of a process loads the org's SOQL grammar: seconds on a busy machine.
afterEach(() => bench.close());

const begin = async (options: BenchOptions = {}) => {
  bench = await salesforceBench(options);
};
const draft = (fields: Draft['fields'], over: Partial<Draft> = {}): Draft => ({
  ref: 1,
  object: 'Contact',
  fields,
  carries: null,
  optedOut: false,
  ...over,
});
const change = (id: string, fields: Change['fields']): Change => ({
  ref: 1,
  object: 'Contact',
  id,
  email: null,
  fields,
});
const everyone = async (object = 'Contact'): Promise<readonly Snapshot[]> =>
  (
    await bench.people.page(object, ['LastName'], {
      since: 0,
      until: bench.people.now() + 2_000,
      after: null,
      limit: 2_000,
    })
  ).records;
const names = (records: readonly Snapshot[]) => records.map((record) => record.fields['LastName']).toSorted();

test('R-ALL-10 a converted lead is met and read as converted, into its contact', async () => {
  await begin({ objects: ['Lead'] });
  const lead = await bench.create('Lead', { LastName: 'Ode', Company: 'Acme', Email: 'ode@example.org' });
  bench.act('convert', { leads: [lead] });
  const [read] = await bench.people.read(FIELDS, [lead]);
  expect(read?.convertedTo).toMatch(/^003/);
  expect((await everyone('Lead')).map((record) => record.convertedTo)).toEqual([read?.convertedTo]);
  const alive = await bench.people.findByEmail(FIELDS, ['ode@example.org']);
  expect(alive.map((record) => [record.object, record.id])).toEqual([['Contact', read?.convertedTo]]);
  expect(
    await bench.people.update([{ ref: 1, object: 'Lead', id: lead, email: null, fields: { LastName: 'Late' } }]),
  ).toEqual([{ kind: 'stale', code: 'CANNOT_UPDATE_CONVERTED_LEAD' }]);
});

test('R-ALL-10 a connection of Leads meets the contacts its leads became, and no others, with the fields they have', async () => {
  await begin({ objects: ['Lead'] });
  const lead = await bench.create('Lead', { LastName: 'Ode', Company: 'Acme', Email: 'ode@example.org' });
  await bench.create('Contact', { LastName: 'Nobody', Email: 'nobody@example.org' });
  bench.act('convert', { leads: [lead] });
  expect(bench.people.objects).toEqual(['Lead', 'Contact']);
  const window = { since: 0, until: bench.people.now() + 2_000, after: null, limit: 2_000 };
  const { records } = await bench.people.page('Contact', ['LastName', 'Company'], window);
  expect(records.map(({ object, fields }) => [object, fields])).toEqual([['Contact', { LastName: 'Ode' }]]);
  await bench.other('PATCH', `/sobjects/Contact/${records[0]?.id}`, { LastName: 'Later' });
  expect(names(await everyone('Contact'))).toEqual(['Later']);
});

test('R-ALL-11 a merge’s loser is read as merged into its winner', async () => {
  await begin();
  const winner = await bench.create('Contact', { LastName: 'One' });
  const loser = await bench.create('Contact', { LastName: 'Two' });
  bench.act('merge', { merges: [{ object: 'Contact', winner, losers: [loser] }] });
  const [read] = await bench.people.read(FIELDS, [loser]);
  expect(read).toMatchObject({ mergedInto: winner, deleted: true });
});

test('R-ALL-8 the filter hides others, but neither opt-outs nor who was deleted', async () => {
  await begin({ settings: { filter: "MailingCountry = 'Germany' OR MailingCountry = 'Austria'" } });
  await bench.create('Contact', { LastName: 'In', MailingCountry: 'Germany' });
  const abroad = await bench.create('Contact', {
    LastName: 'Abroad',
    MailingCountry: 'France',
    Email: 'abroad@example.org',
  });
  await bench.create('Contact', { LastName: 'Opted', MailingCountry: 'France', HasOptedOutOfEmail: true });
  const deleted = await bench.create('Contact', { LastName: 'Deleted', MailingCountry: 'France' });
  bench.act('delete', { ids: [deleted] });
  expect(names(await everyone())).toEqual(['Deleted', 'In', 'Opted']);
  expect((await bench.people.findByEmail(FIELDS, ['abroad@example.org'])).map((record) => record.id)).toEqual([abroad]);
});

test('R-ALL-12 a new lead is not assigned and nobody is mailed, unless the connection asks for it', async () => {
  const org = { assignmentRules: [{ object: 'Lead', owner: 'queue@acme.com', notify: true, autoResponse: true }] };
  const lead = draft({ LastName: 'Ode', Company: 'Acme', Email: 'ode@example.org' }, { object: 'Lead' });
  await begin({ objects: ['Lead'], org });
  await bench.people.create([lead]);
  expect(bench.system.mails()).toEqual([]);
  await bench.close();
  await begin({ objects: ['Lead'], org, settings: { assignmentRules: true } });
  await bench.people.create([lead]);
  expect(bench.system.mails()).not.toEqual([]);
});

test.each([
  ['respect', 'refused'],
  ['allow', 'done'],
] as const)('R-ALL-12 duplicate rules: %s', async (duplicateRules, kind) => {
  await begin({
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
  await begin({ org: custom({ unique: true }), settings: { externalIdField: 'Tandem_Id__c' } });
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
  expect((await everyone()).map((record) => [record.carries, record.fields['LastName']]).toSorted()).toEqual([
    ['c-1', 'Ode'],
    ['c-2', 'New'],
  ]);
});

test('an external id that is not unique in the org still makes nobody twice: upsert', async () => {
  await begin({ org: custom({ unique: false }), settings: { externalIdField: 'Tandem_Id__c' } });
  const first = await bench.people.create([draft({ LastName: 'Ode' }, { carries: 'a/b@c d' })]);
  const second = await bench.people.create([draft({ LastName: 'Ode' }, { carries: 'a/b@c d' })]);
  expect([first[0], second[0]]).toMatchObject([
    { kind: 'done', created: true },
    { kind: 'done', created: false },
  ]);
  expect(await everyone()).toHaveLength(1);
});

test('R-ALL-13 an external id field that is not there stops the connection: a lost create could not be found again', async () => {
  await begin({ settings: { externalIdField: 'Tandem_Id__c' } });
  await expect(everyone()).rejects.toMatchObject({ kind: 'misconfigured' });
  await expect(bench.people.create([draft({ LastName: 'Ode' })])).rejects.toMatchObject({ kind: 'misconfigured' });
  expect(bench.ourWrites()).toEqual([]);
});

test('R-ALL-13 a field that vanishes is drift and named, never a blank', async () => {
  await begin();
  await bench.create('Contact', { LastName: 'Ode', Title: 'Dr' });
  const window = { since: 0, until: bench.people.now() + 2_000, after: null, limit: 10 };
  expect((await bench.people.page('Contact', ['Title'], window)).records[0]?.fields).toEqual({ Title: 'Dr' });
  bench.system.settings({ hiddenFields: [{ object: 'Contact', field: 'Title' }] });
  await expect(bench.people.page('Contact', ['Title'], window)).rejects.toMatchObject({
    kind: 'drifted',
    message: expect.stringContaining('Contact.Title'),
    detail: { code: 'INVALID_FIELD' },
  });
  expect((await bench.people.describe('Contact')).fields.map((field) => field.name)).not.toContain('Title');
});

test('R-ALL-13 a field that our user may not write any more is drift, not the record’s fault; the other rows are written', async () => {
  await begin();
  const [a, b] = [await bench.create('Contact', { LastName: 'A' }), await bench.create('Contact', { LastName: 'B' })];
  await bench.people.describe('Contact');
  bench.system.settings({ readOnlyFields: [{ object: 'Contact', field: 'Title' }] });
  const outcomes = await bench.people.update([
    change(a, { LastName: 'A2', Title: 'Dr' }),
    change(b, { LastName: 'B2' }),
  ]);
  expect(outcomes).toMatchObject([{ kind: 'drifted', fields: ['Title'] }, { kind: 'done' }]);
  expect(await bench.people.create([draft({ LastName: 'C', Title: 'Dr' })])).toMatchObject([
    { kind: 'drifted', fields: ['Title'] },
  ]);
  expect((await everyone()).map(({ fields }) => fields['LastName']).toSorted()).toEqual(['A', 'B2']);
});

test('R-ALL-13 a hidden field fails a whole call of writes: drift, and nothing was written', async () => {
  await begin();
  const id = await bench.create('Contact', { LastName: 'A' });
  await bench.people.describe('Contact');
  bench.system.settings({ hiddenFields: [{ object: 'Contact', field: 'Title' }] });
  const wrote = bench.people.update([change(id, { LastName: 'A2', Title: 'Dr' })]);
  const seen = await wrote.then(
    (outcomes) => outcomes[0]?.kind,
    (error: unknown) => (error instanceof SyncError ? error.kind : error),
  );
  expect([seen, (await everyone())[0]?.fields['LastName']]).toEqual(['drifted', 'A']);
});

test('L6 numbers, truth, days and moments come in stored form', async () => {
  const fields = [
    ['Score__c', 'double'],
    ['Vip__c', 'boolean'],
    ['Born__c', 'date'],
    ['Met__c', 'datetime'],
  ].map(([name, type]) => ({ object: 'Contact', name, type }));
  await begin({ org: { customFields: fields } });
  const values = { Score__c: 12.5, Vip__c: true, Born__c: '2001-02-03', Met__c: '2026-01-02T03:04:05.000Z' };
  const [made] = await bench.people.create([draft({ LastName: 'Ode', ...values })]);
  const [read] = await bench.people.read(Object.keys(values), [made?.kind === 'done' ? made.id : '']);
  expect(read?.fields).toEqual(values);
});

test('a parent’s name is read along with the person, and can be mapped one way', async () => {
  await begin();
  const AccountId = await bench.create('Account', { Name: 'Acme' });
  const id = await bench.create('Contact', { LastName: 'Ode', AccountId });
  const lone = await bench.create('Contact', { LastName: 'Lone' });
  const read = await bench.people.read(['Account.Name'], [id, lone]);
  expect(read.map((record) => record.fields)).toEqual([{ 'Account.Name': 'Acme' }, { 'Account.Name': null }]);
  const field = (await bench.people.describe('Contact')).fields.find(({ name }) => name === 'Account.Name');
  expect(field).toMatchObject({ updateable: false, createable: false, required: false });
});

test('R-ALL-1 a person is looked for among contacts and leads, with the fields each has', async () => {
  await begin();
  await bench.create('Lead', { LastName: 'Ode', Company: 'Acme', Email: 'Ode@Example.org' });
  const found = await bench.people.findByEmail(['LastName', 'Department'], ['ode@example.org']);
  expect(found.map(({ object, fields }) => [object, fields])).toEqual([['Lead', { LastName: 'Ode' }]]);
});

test('R-ALL-16 what must be given on create is told by describe', async () => {
  await begin({ objects: ['Lead'] });
  const required = (await bench.people.describe('Lead')).fields
    .filter((field) => field.required)
    .map((field) => field.name);
  expect(required.toSorted()).toEqual(['Company', 'LastName']);
});

test('R-ALL-15 a locked row is told apart; the others are written', async () => {
  await begin();
  const ids = [await bench.create('Contact', { LastName: 'A' }), await bench.create('Contact', { LastName: 'B' })];
  bench.arm({ kind: 'row-error', code: 'UNABLE_TO_LOCK_ROW', match: { op: 'update', entity: 'Contact' } });
  const outcomes = await bench.people.update(
    ids.map((id, ref) => ({ ref, object: 'Contact', id, email: null, fields: { FirstName: 'New' } })),
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(['locked', 'done']);
  expect(bench.ourWrites()).toHaveLength(1);
});

test('a session that ends in the middle is renewed: the batch is written once', async () => {
  await begin();
  bench.arm({ kind: 'expire-session', match: { method: 'POST', path: '/composite/' } });
  const [outcome] = await bench.people.create([draft({ LastName: 'Ode' })]);
  expect(outcome?.kind).toBe('done');
  expect(bench.ourWrites()).toHaveLength(1);
});

test('L2 more than a batch is refused before anything is sent', async () => {
  await begin();
  const before = bench.people.calls();
  await expect(
    bench.people.create(Array.from({ length: 201 }, () => draft({ LastName: 'Ode' }))),
  ).rejects.toMatchObject({ kind: 'broken' });
  expect(bench.people.calls()).toBe(before);
});

test('a thousand ids are read in as many calls as addresses allow', async () => {
  await begin();
  const id = await bench.create('Contact', { LastName: 'Ode' });
  await bench.people.describe('Contact');
  const before = bench.people.calls();
  const ids = Array.from({ length: 999 }, (_, n) => `003dL0${String(n).padStart(9, '0')}`);
  const read = await bench.people.read(FIELDS, [id, ...ids]);
  expect(read).toHaveLength(1000);
  expect(read.filter((record) => !record.deleted).map((record) => record.id)).toEqual([id]);
  expect(bench.people.calls() - before).toBeLessThanOrEqual(3);
});

test('the org’s calls are told after each answer', async () => {
  await begin({ org: { dailyApiRequests: 1000 } });
  await bench.people.describe('Contact');
  const { used, limit } = bench.people.budget() ?? { used: 0, limit: 0 };
  expect(limit).toBe(1000);
  await bench.people.describe('Contact');
  expect(bench.people.budget()?.used).toBe(used + 1);
});

test('R-ALL-14 a person account is marked', async () => {
  await begin({ org: { personAccounts: true } });
  await bench.create('Account', { LastName: 'Ode', FirstName: 'Ann' });
  expect((await everyone()).map((record) => record.unfit)).toEqual(['person-account']);
});

test('R-ALL-1 however many emails are looked up, no address is longer than Salesforce takes', async () => {
  await begin();
  await bench.create('Contact', { LastName: 'Ode', Email: 'last.of.many.people@example.org' });
  const emails = Array.from({ length: 1_200 }, (_, n) => `somebody.number.${n}.o'neill@example.org`);
  const found = await bench.people.findByEmail(['LastName'], [...emails, 'last.of.many.people@example.org']);
  expect(found.map(({ fields }) => fields['LastName'])).toEqual(['Ode']);
});
