import { afterEach, expect, test } from '@jest/globals';
import { SyncError } from '../../src/domain/faults.js';
import { change, draft, everyone } from './people.js';
import { salesforceBench, type Bench } from './salesforceBench.js';

let bench: Bench;
afterEach(() => bench.close());

test('R-ALL-13 a field that vanishes is drift and named, never a blank', async () => {
  bench = await salesforceBench();
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
  bench = await salesforceBench();
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
  expect((await everyone(bench)).map(({ fields }) => fields['LastName']).toSorted()).toEqual(['A', 'B2']);
});

test('R-ALL-13 a hidden field fails a whole call of writes: drift, and nothing was written', async () => {
  bench = await salesforceBench();
  const id = await bench.create('Contact', { LastName: 'A' });
  await bench.people.describe('Contact');
  bench.system.settings({ hiddenFields: [{ object: 'Contact', field: 'Title' }] });
  const wrote = bench.people.update([change(id, { LastName: 'A2', Title: 'Dr' })]);
  const seen = await wrote.then(
    (outcomes) => outcomes[0]?.kind,
    (error: unknown) => (error instanceof SyncError ? error.kind : error),
  );
  expect([seen, (await everyone(bench))[0]?.fields['LastName']]).toEqual(['drifted', 'A']);
});
