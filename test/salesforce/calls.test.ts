import { afterEach, expect, test } from '@jest/globals';
import { FIELDS, draft } from './people.js';
import { salesforceBench, type Bench } from './salesforceBench.js';

let bench: Bench;
afterEach(() => bench.close());

test('a session that ends in the middle is renewed: the batch is written once', async () => {
  bench = await salesforceBench();
  bench.arm({ kind: 'expire-session', match: { method: 'POST', path: '/composite/' } });
  const [outcome] = await bench.people.create([draft({ LastName: 'Ode' })]);
  expect(outcome?.kind).toBe('done');
  expect(bench.ourWrites()).toHaveLength(1);
});

test('L2 more than a batch is refused before anything is sent', async () => {
  bench = await salesforceBench();
  const before = bench.people.calls();
  await expect(
    bench.people.create(Array.from({ length: 201 }, () => draft({ LastName: 'Ode' }))),
  ).rejects.toMatchObject({ kind: 'broken' });
  expect(bench.people.calls()).toBe(before);
});

test('a thousand ids are read in as many calls as addresses allow', async () => {
  bench = await salesforceBench();
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
  bench = await salesforceBench({ org: { dailyApiRequests: 1000 } });
  await bench.people.describe('Contact');
  const { used, limit } = bench.people.budget() ?? { used: 0, limit: 0 };
  expect(limit).toBe(1000);
  await bench.people.describe('Contact');
  expect(bench.people.budget()?.used).toBe(used + 1);
});

test('R-ALL-1 however many emails are looked up, no address is longer than Salesforce takes', async () => {
  bench = await salesforceBench();
  await bench.create('Contact', { LastName: 'Ode', Email: 'last.of.many.people@example.org' });
  const emails = Array.from({ length: 1_200 }, (_, n) => `somebody.number.${n}.o'neill@example.org`);
  const found = await bench.people.findByEmail(['LastName'], [...emails, 'last.of.many.people@example.org']);
  expect(found.map(({ fields }) => fields['LastName'])).toEqual(['Ode']);
});
