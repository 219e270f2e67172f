import { expect, test } from '@jest/globals';
import { collect } from '../../activities/collect.js';
import type { Deps } from '../../activities/deps.js';
import { PROTOCOL } from '../../src/domain/protocol.js';
import type { Page, ReadJob, Window } from '../../src/ports/people.js';
import { bench } from '../contract/storeSamples.js';
import { memoryStore } from '../support/memoryStore.js';
import { record } from '../support/people.js';

const JOB: ReadJob = { id: null, locator: null, seq: 0, polls: 0, failures: 0 };
const READING = {
  since: 0,
  until: 9_000,
  after: null,
  done: false,
  object: 0,
  bound: 0,
  tally: null,
  counting: false,
};
const AFTER = { stamp: 1, id: 'a' };

/** A run whose CRM window is read by `answers`, page after page; `after` is called with what was asked and before the answer is given. */
async function stage(answers: readonly (Page | Error)[], stopping: () => boolean = () => false) {
  const store = memoryStore(() => 0);
  const { tx, connection } = await bench(store);
  const mapping = { version: 'm', rules: [], parked: [] };
  await tx((inside) =>
    inside.saveRun({
      mapping: mapping as never,
      reading: { crm: READING, platform: { ...READING, done: true } },
      round: 1,
    }),
  );
  const asked: Window[] = [];
  const waited: number[] = [];
  const crm = {
    objects: ['Contact'],
    pageSize: 2_000,
    calls: () => asked.length,
    page: async (_object: string, _fields: unknown, window: Window) => {
      const answer = answers[asked.push(window) - 1]!;
      // Meanwhile others use the store.
      await store.tick();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const deps = {
    store,
    open: async () => ({ crm, sides: { crm }, policy: { objects: ['Contact'] } }),
    pulse: () => ({
      now: () => 0,
      beat: () => undefined,
      stopping,
      idle: async (ms: number) => void waited.push(ms),
    }),
    protocol: PROTOCOL,
    log: { info: () => undefined },
  } as unknown as Deps;
  const at = { connection, version: 1, run: 1, side: 'crm' as const };
  return {
    asked,
    waited,
    collect: () => collect(deps)(at),
    reading: () => tx(async (inside) => (await inside.run()).reading?.crm),
    staged: () => tx((inside) => inside.nextStaged('new', 10)),
  };
}

const page = (next: Page['next'], job: ReadJob | null, ids: readonly string[] = [], wait = 0): Page => ({
  records: ids.map((id) => record('crm', { id, email: `${id}@example.org` })),
  next,
  job,
  wait,
});

test('what a job found is as old as the job: the store’s tick before it was begun, not before its results came', async () => {
  const begun = { ...JOB, id: 'j', seq: 77 };
  const run = await stage([
    page(AFTER, JOB, ['a']),
    page(AFTER, begun, [], 1_000),
    page(AFTER, { ...begun, polls: 1 }, [], 2_000),
    page(AFTER, { ...begun, locator: 'x' }, ['b']),
    page(null, null, ['c']),
  ]);
  expect(await run.collect()).toEqual({ done: true, handled: 3 });
  const seqs = new Map((await run.staged()).map(({ record: { id }, seq }) => [id, seq]));
  expect([seqs.get('b'), seqs.get('c')]).toEqual([77, 77]);
  expect(seqs.get('a')).toBe(run.asked[0]!.seq);
  expect(run.waited).toEqual([1_000, 2_000]);
  expect(run.asked.map(({ job }) => job?.locator ?? job?.polls ?? null)).toEqual([null, 0, 0, 1, 'x']);
});

test('a job outlives the attempt that began it: the next one asks for the same results', async () => {
  const begun = { ...JOB, id: 'j', seq: 77, locator: 'x' };
  const run = await stage([page(AFTER, begun, ['a']), new Error('killed'), page(null, null, ['b'])]);
  await expect(run.collect()).rejects.toThrow('killed');
  expect(await run.reading()).toMatchObject({ after: AFTER, job: begun, done: false });
  expect(await run.collect()).toEqual({ done: true, handled: 1 });
  expect(run.asked.slice(1).map(({ job }) => job)).toEqual([begun, begun]);
});

test('a pause ends the waiting, and the job stays where it was', async () => {
  let paused = false;
  const begun = { ...JOB, id: 'j', seq: 77 };
  const run = await stage([page(AFTER, begun, [], 1_000), page(null, null, ['a'])], () => paused);
  const first = run.collect;
  paused = true;
  expect(await first()).toEqual({ done: false, handled: 0 });
  expect(run.asked).toEqual([]);
  paused = false;
  expect(await run.collect()).toEqual({ done: true, handled: 1 });
});
