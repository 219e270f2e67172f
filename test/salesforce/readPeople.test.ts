import { afterEach, expect, test } from '@jest/globals';
import { FIELDS, everyone, names } from './people.js';
import { salesforceBench, type Bench } from './salesforceBench.js';

let bench: Bench;
afterEach(() => bench.close());

test('R-ALL-10 a converted lead is met and read as converted, into its contact', async () => {
  bench = await salesforceBench({ objects: ['Lead'] });
  const lead = await bench.create('Lead', { LastName: 'Ode', Company: 'Acme', Email: 'ode@example.org' });
  bench.act('convert', { leads: [lead] });
  const [read] = await bench.people.read(FIELDS, [lead]);
  expect(read?.convertedTo).toMatch(/^003/);
  expect((await everyone(bench, 'Lead')).map((record) => record.convertedTo)).toEqual([read?.convertedTo]);
  const alive = await bench.people.findByEmail(FIELDS, ['ode@example.org']);
  expect(alive.map((record) => [record.object, record.id])).toEqual([['Contact', read?.convertedTo]]);
  expect(
    await bench.people.update([{ ref: 1, object: 'Lead', id: lead, email: null, fields: { LastName: 'Late' } }]),
  ).toEqual([{ kind: 'stale', code: 'CANNOT_UPDATE_CONVERTED_LEAD' }]);
});

test('R-ALL-10 a connection of Leads meets the contacts its leads became, and no others, with the fields they have', async () => {
  bench = await salesforceBench({ objects: ['Lead'] });
  const lead = await bench.create('Lead', { LastName: 'Ode', Company: 'Acme', Email: 'ode@example.org' });
  await bench.create('Contact', { LastName: 'Nobody', Email: 'nobody@example.org' });
  bench.act('convert', { leads: [lead] });
  expect(bench.people.objects).toEqual(['Lead', 'Contact']);
  const window = { since: 0, until: bench.people.now() + 2_000, after: null, limit: 2_000 };
  const { records } = await bench.people.page('Contact', ['LastName', 'Company'], window);
  expect(records.map(({ object, fields }) => [object, fields])).toEqual([['Contact', { LastName: 'Ode' }]]);
  await bench.other('PATCH', `/sobjects/Contact/${records[0]?.id}`, { LastName: 'Later' });
  expect(names(await everyone(bench, 'Contact'))).toEqual(['Later']);
});

test('R-ALL-11 a merge’s loser is read as merged into its winner', async () => {
  bench = await salesforceBench();
  const winner = await bench.create('Contact', { LastName: 'One' });
  const loser = await bench.create('Contact', { LastName: 'Two' });
  bench.act('merge', { merges: [{ object: 'Contact', winner, losers: [loser] }] });
  const [read] = await bench.people.read(FIELDS, [loser]);
  expect(read).toMatchObject({ mergedInto: winner, deleted: true });
});

test('R-ALL-8 the filter hides others, but neither opt-outs nor who was deleted', async () => {
  bench = await salesforceBench({ settings: { filter: "MailingCountry = 'Germany' OR MailingCountry = 'Austria'" } });
  await bench.create('Contact', { LastName: 'In', MailingCountry: 'Germany' });
  const abroad = await bench.create('Contact', {
    LastName: 'Abroad',
    MailingCountry: 'France',
    Email: 'abroad@example.org',
  });
  await bench.create('Contact', { LastName: 'Opted', MailingCountry: 'France', HasOptedOutOfEmail: true });
  const deleted = await bench.create('Contact', { LastName: 'Deleted', MailingCountry: 'France' });
  bench.act('delete', { ids: [deleted] });
  expect(names(await everyone(bench))).toEqual(['Deleted', 'In', 'Opted']);
  expect((await bench.people.findByEmail(FIELDS, ['abroad@example.org'])).map((record) => record.id)).toEqual([abroad]);
});

test('a parent’s name is read along with the person, and can be mapped one way', async () => {
  bench = await salesforceBench();
  const AccountId = await bench.create('Account', { Name: 'Acme' });
  const id = await bench.create('Contact', { LastName: 'Ode', AccountId });
  const lone = await bench.create('Contact', { LastName: 'Lone' });
  const read = await bench.people.read(['Account.Name'], [id, lone]);
  expect(read.map((record) => record.fields)).toEqual([{ 'Account.Name': 'Acme' }, { 'Account.Name': null }]);
  const field = (await bench.people.describe('Contact')).fields.find(({ name }) => name === 'Account.Name');
  expect(field).toMatchObject({ updateable: false, createable: false, required: false });
});

test('R-ALL-1 a person is looked for among contacts and leads, with the fields each has', async () => {
  bench = await salesforceBench();
  await bench.create('Lead', { LastName: 'Ode', Company: 'Acme', Email: 'Ode@Example.org' });
  const found = await bench.people.findByEmail(['LastName', 'Department'], ['ode@example.org']);
  expect(found.map(({ object, fields }) => [object, fields])).toEqual([['Lead', { LastName: 'Ode' }]]);
});

test('R-ALL-14 a person account is marked', async () => {
  bench = await salesforceBench({ org: { personAccounts: true } });
  await bench.create('Account', { LastName: 'Ode', FirstName: 'Ann' });
  expect((await everyone(bench)).map((record) => record.unfit)).toEqual(['person-account']);
});
