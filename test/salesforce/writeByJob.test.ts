import { afterEach, describe, expect, test } from '@jest/globals';
import type { Fields } from '../../src/domain/value.js';
import type { Change, Draft } from '../../src/ports/people.js';
import type { JobBatch, WriteJobs } from '../../src/ports/writeJobs.js';
import { salesforceBench, type BenchOptions } from './salesforceBench.js';

let close: () => Promise<void>;
afterEach(() => close());

const EXTERNAL = { object: 'Contact', name: 'Tandem_Id__c', type: 'string', length: 40, externalId: true };

async function begin(options: BenchOptions = {}) {
  const bench = await salesforceBench(options);
  ({ close } = bench);
  const { jobs } = bench.people;
  if (!jobs) throw new Error('this connection has no jobs');
  const read = async (id: string, fields = ['LastName', 'Email', 'Title', 'Description']) =>
    (await bench.people.read(fields, [id]))[0]?.fields;
  const contact = (fields: object) => bench.create('Contact', { LastName: 'Ode', ...fields });
  return { ...bench, jobs, read, contact };
}

const draft = (n: number, fields: Fields = {}, more: Partial<Draft> = {}): Draft => ({
  ref: n,
  object: 'Contact',
  fields: { LastName: `Last ${n}`, Email: `Person.${n}@example.org`, ...fields },
  carries: `member-${n}`,
  optedOut: false,
  ...more,
});
const change = (id: string, fields: Fields): Change => ({ ref: 1, object: 'Contact', id, email: null, fields });
const creates = (...rows: Draft[]): JobBatch => ({ op: 'create', rows });
const updates = (...rows: Change[]): JobBatch => ({ op: 'update', rows });

/** Opens a job and fills it. */
async function filled(jobs: WriteJobs, batch: JobBatch): Promise<string> {
  const job = await jobs.begin(batch.op, 'Contact');
  if (job === null) throw new Error('no job is to be had');
  await jobs.upload(job, batch);
  return job;
}

async function through(jobs: WriteJobs, batch: JobBatch) {
  const job = await filled(jobs, batch);
  await jobs.close(job);
  expect(await jobs.state(job)).toBe('ended');
  const outcomeOf = await jobs.outcomes(job, batch.op);
  return batch.rows.map((row) => outcomeOf(row));
}

describe('J2 a job does what calls do', () => {
  test('R-ALL-13 rows refused for a field that is lost are told apart from rows that are refused themselves', async () => {
    const { jobs, contact, people, system } = await begin();
    const [a, b, c] = [await contact({}), await contact({}), await contact({})];
    await people.describe('Contact');
    system.settings({ readOnlyFields: [{ object: 'Contact', field: 'Title' }] });
    const rows = [change(a, { Title: 'Dr' }), change(b, { LastName: 'x'.repeat(500) }), change(c, { LastName: 'Now' })];
    expect(await through(jobs, updates(...rows))).toMatchObject([
      { kind: 'drifted', fields: ['Title'] },
      { kind: 'refused', code: 'STRING_TOO_LONG' },
      { kind: 'done' },
    ]);
  });

  test('updates: each row its own fields, a null empties, a field not named stays, whatever the values are', async () => {
    const { jobs, contact, read } = await begin();
    const [a, b] = [await contact({ Title: 'Dr', Description: 'keep' }), await contact({ Title: 'Prof' })];
    const odd = 'He said "no, #N/A",\nthen left 🦉';
    const outcomes = await through(
      jobs,
      updates(change(a, { LastName: odd, Title: null }), change(b, { Description: odd })),
    );
    expect(outcomes).toMatchObject([
      { kind: 'done', id: a, created: false },
      { kind: 'done', id: b, created: false },
    ]);
    expect(await read(a)).toMatchObject({ LastName: odd, Title: null, Description: 'keep' });
    expect(await read(b)).toMatchObject({ LastName: 'Ode', Title: 'Prof', Description: odd });
  });

  test.each([
    ['nothing', {}, {}],
    ['a unique external id', { externalIdField: 'Tandem_Id__c' }, { customFields: [{ ...EXTERNAL, unique: true }] }],
    ['an external id', { externalIdField: 'Tandem_Id__c' }, { customFields: [{ ...EXTERNAL, unique: false }] }],
  ])('creates by %s that tells them apart, in whatever order the results come', async (_, settings, org) => {
    const { jobs, people, ourWrites } = await begin({ settings, org });
    const drafts = Array.from({ length: 40 }, (_x, n) => draft(n));
    const outcomes = await through(jobs, creates(...drafts));
    const ids = outcomes.map((outcome) => (outcome.kind === 'done' && outcome.created ? outcome.id : ''));
    const made = await people.read(['LastName'], ids);
    expect(made.map(({ fields }) => fields['LastName'])).toEqual(drafts.map(({ fields }) => fields['LastName']));
    expect(made.map(({ carries }) => carries)).toEqual(
      drafts.map(({ carries }) => ('externalIdField' in settings ? carries : null)),
    );
    expect(ourWrites()).toHaveLength(40);
  });

  test('a row that fails tells why in the words of a call, and hides no other', async () => {
    const { jobs, contact, act, arm, people } = await begin({
      org: { validationRules: [{ object: 'Contact', condition: "Title = 'bad'", message: 'Not this: never' }] },
    });
    const [good, bad, gone, held] = await Promise.all(['1', '2', '3', '4'].map((n) => contact({ LastName: n })));
    act('delete', { ids: [gone] });
    const changes = [good, bad, gone, held].map((id, n) => change(id!, { Title: n === 1 ? 'bad' : 'fine' }));
    const lock = () =>
      arm({ match: { op: 'update', entity: 'Contact', key: held! }, kind: 'row-error', code: 'UNABLE_TO_LOCK_ROW' });
    lock();
    const byJob = await through(jobs, updates(...changes));
    lock();
    expect(byJob).toEqual(await people.update(changes));
    expect(byJob.map(({ kind }) => kind)).toEqual(['done', 'refused', 'stale', 'locked']);
    expect(byJob[1]).toMatchObject({ code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', vendorText: 'Not this: never' });
  });

  test('R-ALL-12 no assignment rule runs; where the connection wants them, or duplicates saved, there are no jobs', async () => {
    await begin();
    for (const settings of [{ assignmentRules: true }, { duplicateRules: 'allow' as const }]) {
      await close();
      const bench = await salesforceBench({ settings });
      ({ close } = bench);
      expect(bench.people.jobs).toBeUndefined();
    }
  });

  test('what CSV cannot say, an opt-out, and whoever could not be told apart, go by calls', async () => {
    const { jobs } = await begin();
    const takes = (fields: Fields, more: Partial<Draft> = {}) => jobs.takes('create', draft(1, fields, more));
    expect(takes({})).toBe(true);
    expect(takes({ Title: '#N/A' })).toBe(false);
    expect(takes({ Title: 'a\0b' })).toBe(false);
    expect(takes({ Title: 'half \ud800' })).toBe(false);
    expect(takes({ Description: 'x'.repeat(32_001) })).toBe(false);
    expect(takes({ Email: null })).toBe(false);
    expect(takes({}, { optedOut: true })).toBe(false);
    expect(jobs.takes('update', change('003000000000001AAA', { Title: '#N/A' }))).toBe(false);
  });
});

describe('J1 nothing lands before the close', () => {
  test('a job that is filled, and one that is aborted, write nothing, not even by a late close', async () => {
    const { jobs, contact, read, ourWrites } = await begin();
    const id = await contact({});
    const job = await filled(jobs, updates(change(id, { Title: 'New' })));
    expect(await jobs.state(job)).toBe('open');
    await jobs.abort(job);
    expect(await jobs.state(job)).toBe('ended');
    expect((await jobs.outcomes(job, 'update'))(change(id, {}))).toEqual({ kind: 'missed' });
    await expect(jobs.close(job)).rejects.toMatchObject({ name: 'SyncError' });
    expect(await read(id)).toMatchObject({ Title: null });
    expect(ourWrites()).toEqual([]);
  });

  test('an upload that is cut is no upload', async () => {
    const { jobs, contact, arm, ourWrites } = await begin();
    const id = await contact({});
    arm({ match: { method: 'PUT', path: '/batches' }, kind: 'cut-upload' });
    await expect(filled(jobs, updates(change(id, { Title: 'New' })))).rejects.toMatchObject({ kind: 'unreachable' });
    expect(ourWrites()).toEqual([]);
  });
});

describe('J3 whatever was begun is taken up by its id', () => {
  test('the answer to the close is lost: unknown, and the job says what became of each row', async () => {
    const { jobs, open, arm } = await begin();
    const batch = creates(draft(1), draft(2));
    const job = await filled(jobs, batch);
    arm({ match: { method: 'PATCH', path: '/jobs/ingest' }, kind: 'lost-answer' });
    await expect(jobs.close(job)).rejects.toMatchObject({ kind: 'unknown' });
    const later = (await open()).jobs!;
    expect(await later.state(job)).toBe('ended');
    const outcomeOf = await later.outcomes(job, 'create');
    expect(batch.rows.map((row) => outcomeOf(row).kind)).toEqual(['done', 'done']);
  });

  test('a job that fails midway: what was taken is done, the rest had no turn', async () => {
    const { jobs, ourWrites } = await begin({ org: { bulkFailAfter: 3 } });
    const outcomes = await through(jobs, creates(...[1, 2, 3, 4, 5].map((n) => draft(n))));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'missed', 'missed']);
    expect(ourWrites()).toHaveLength(3);
  });

  test('a job that runs says so, and one that is forgotten is gone', async () => {
    const { jobs, shop } = await begin({ org: { bulkBatchMs: 60_000 } });
    const job = await filled(jobs, creates(draft(1)));
    await jobs.close(job);
    expect(await jobs.state(job)).toBe('runs');
    shop.kit.clock.advance(61_000);
    expect(await jobs.state(job)).toBe('ended');
    shop.kit.clock.advance(8 * 86_400_000);
    expect(await jobs.state(job)).toBe('gone');
  });

  test('L7 results that are cut are asked for again, never believed', async () => {
    const { jobs, arm } = await begin();
    const batch = creates(draft(1), draft(2));
    const job = await filled(jobs, batch);
    await jobs.close(job);
    arm({ match: { path: '/successfulResults' }, kind: 'truncate' });
    await expect(jobs.outcomes(job, 'create')).rejects.toMatchObject({ kind: 'unreachable' });
    const outcomeOf = await jobs.outcomes(job, 'create');
    expect(batch.rows.map((row) => outcomeOf(row).kind)).toEqual(['done', 'done']);
  });

  test('an org without Bulk gives none, and calls serve as well', async () => {
    const { jobs, arm } = await begin();
    arm({ match: { method: 'POST', path: '/jobs/ingest' }, kind: 'status', status: 400, code: 'EXCEEDEDQUOTA' });
    expect(await jobs.begin('create', 'Contact')).toBeNull();
  });
});

test('a re-read of more than a query takes goes by what changed since, and says who changed beside; else by ids, and says so', async () => {
  const { people, other, contact, act } = await begin();
  const ids: string[] = [];
  for (let wave = 0; wave < 4; wave += 1) {
    const records = Array.from({ length: 200 }, (_, n) => ({
      attributes: { type: 'Contact' },
      LastName: `L${wave} ${n}`,
    }));
    const made = (await other('POST', '/composite/sobjects', { allOrNone: true, records })) as { id: string }[];
    ids.push(...made.map(({ id }) => id));
  }
  // As many as take four queries.
  const asked = [...ids, ...ids];
  const few = await people.recheck(['LastName'], asked.slice(0, 3), 0);
  expect(few).toMatchObject({ partial: true });
  const since = people.now() + 60_000;
  await other('PATCH', `/sobjects/Contact/${ids[0]}`, { LastName: 'Then' });
  expect((await people.recheck(['LastName'], asked, since)).records).toHaveLength(0);
  await contact({ LastName: 'Beside' });
  act('delete', { ids: [ids[1]] });
  const before = people.calls();
  const seen = await people.recheck(['LastName'], asked, 0);
  expect(seen.partial).toBeUndefined();
  expect(seen.records).toHaveLength(801);
  expect(seen.records.find(({ id }) => id === ids[1])?.deleted).toBe(true);
  expect(people.calls() - before).toBe(2);
});
