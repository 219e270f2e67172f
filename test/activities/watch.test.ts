import { expect, test } from '@jest/globals';
import { alert } from '../../activities/alert.js';
import type { Deps } from '../../activities/deps.js';
import type { Watch } from '../../activities/contract.js';
import { watch } from '../../activities/watch.js';
import type { Alert } from '../../src/domain/alerts.js';
import { SyncError } from '../../src/domain/faults.js';
import { bench, create, join, newLink, newRow } from '../contract/storeSamples.js';
import { connectionOf } from '../support/connectionOf.js';
import { memoryStore } from '../support/memoryStore.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** When the runs of `bench` begin. */
const BEGAN = 1_000;

/** A connection with rows held under two hashes, and who was told of what. */
async function desk() {
  let lagMs: number | null | 'unknown' = null;
  const store = memoryStore();
  const told: Pick<Alert, 'kind' | 'n' | 'hash' | 'since'>[] = [];
  let broken = false;
  const deps = {
    store,
    log: { info: () => undefined, warn: () => undefined },
    now: () => 0,
    open: async () => {
      if (lagMs === 'unknown') throw new SyncError('unauthorized', 'SF_KEY is not set', { system: 'salesforce' });
      return { connection: { ...connectionOf(), alerts: { webhook: null, inbox: null, lagMs } } };
    },
    tell: async ({ kind, n, hash, since }: Alert) => {
      if (broken) throw new SyncError('unreachable', 'the webhook answered 500', { system: 'alerts' });
      told.push({ kind, n, hash, since });
    },
  } as unknown as Deps;
  const { connection, tx } = await bench(store);
  const links = await tx((inside) => inside.addLinks([newLink('c1', 'm1'), newLink('c2', null)]));
  await tx((inside) => inside.addRows([newRow(links[0]!.id, { state: 'held', hold: 'old' })]));
  const later = await join(store, connection, 2);
  await later.tx(async (inside) => {
    await inside.saveRun({ startedAt: BEGAN + DAY });
    await inside.addRows([create(links[1]!.id, { run: 2, state: 'held', hold: 'new' })]);
  });
  return {
    store,
    deps,
    connection,
    told,
    tx,
    look: (at: number, more: Partial<Watch> = {}) =>
      watch(deps)({ connection, version: 1, at, behindSince: null, lagMs: null, lateOf: null, ...more }),
    allows: (lag: typeof lagMs) => void (lagMs = lag),
    break: (is: boolean) => void (broken = is),
  };
}

test('R-ALL-6 of held rows a person is told once a day, whoever told before, until nothing is held', async () => {
  const { deps, store, connection, told, look } = await desk();
  await alert({ ...deps, now: () => 5_000 }, { connection, kind: 'held', on: true, n: 2, hash: 'new' });
  expect(await look(6_000)).toMatchObject({ inbox: 0, held: 2, holds: ['new', 'old'], lookAt: 5_000 + DAY });
  expect(await look(5_000 + DAY)).toMatchObject({ lookAt: 5_000 + 2 * DAY });
  expect(told.map(({ kind, n, since }) => [kind, n, since])).toEqual([
    ['held', 2, 5_000],
    ['held', 2, 5_000 + DAY],
  ]);
  for (const hash of ['old', 'new']) await store.reject(connection, hash);
  expect(await look(5_001 + DAY)).toMatchObject({ inbox: 0, held: 0, holds: [], lookAt: null });
  expect((await store.alerts(connection)).size).toBe(0);
});

test('R-ALL-6 a person who could not be told is told at a look soon after', async () => {
  const { told, look, break: breaks } = await desk();
  breaks(true);
  const { lookAt } = await look(6_000);
  expect(lookAt).toBeLessThan(DAY);
  breaks(false);
  expect(await look(lookAt!)).toMatchObject({ lookAt: lookAt! + DAY });
  expect(told).toEqual([{ kind: 'held', n: 2, hash: 'new', since: lookAt }]);
});

test('R-ALL-6 what nobody answered in thirty days is rejected, said by an alert each time and listed until it is looked at', async () => {
  const { store, connection, told, look, tx } = await desk();
  expect(await look(BEGAN + 29.5 * DAY)).toMatchObject({ held: 2, lookAt: BEGAN + 30 * DAY });
  const first = await look(BEGAN + 30 * DAY);
  expect(first).toMatchObject({ inbox: 1, held: 1, holds: ['new'], lookAt: BEGAN + 30.5 * DAY });
  expect(await look(BEGAN + 31 * DAY - 1)).toMatchObject({ inbox: 1, held: 1 });
  expect(await look(BEGAN + 31 * DAY)).toMatchObject({ inbox: 2, held: 0, holds: [], lookAt: BEGAN + 32 * DAY });
  expect(told.filter(({ kind }) => kind === 'expired').map(({ n, since }) => [n, since])).toEqual([
    [1, BEGAN + 30 * DAY],
    [2, BEGAN + 31 * DAY],
  ]);
  expect((await store.rowsOfHold(connection, 'old', 0, 9)).map(({ state }) => state)).toEqual(['void']);
  await tx((inside) =>
    inside.clear(
      [
        { side: 'crm', id: 'c1' },
        { side: 'crm', id: 'c2' },
      ],
      ['expired'],
    ),
  );
  expect(await look(BEGAN + 32 * DAY)).toMatchObject({ inbox: 0, held: 0, holds: [], lookAt: null });
  expect((await store.alerts(connection)).size).toBe(0);
});

/** Both sides in step since BEGAN + DAY, an hour of lag allowed, nothing held. */
async function inStep() {
  const told = await desk();
  for (const hash of ['old', 'new']) await told.store.reject(told.connection, hash);
  const later = await join(told.store, told.connection, 2);
  await later.tx((inside) => inside.saveRun({ endedAt: BEGAN + DAY + 60_000, outcome: 'inStep' }));
  told.allows(HOUR);
  return { ...told, since: BEGAN + DAY, kinds: () => told.told.map(({ kind, n }) => [kind, n]) };
}

test('a lag longer than alerts.lag is told once, whatever keeps the sides out of step, and is over once they are in step', async () => {
  const { look, since, kinds, store, connection } = await inStep();
  const behind = { behindSince: since };
  expect(await look(since + HOUR - 1, behind)).toMatchObject({
    late: false,
    lagMs: HOUR,
    inStepAt: since,
    lookAt: null,
  });
  expect(await look(since + HOUR, behind)).toMatchObject({ late: true });
  // Begun, it does not end because the schedule pauses.
  expect(await look(since + 2 * HOUR)).toMatchObject({ late: true, lookAt: null });
  expect(kinds()).toEqual([['lag', 3_600]]);
  await store.foundInStep(connection, since + 2 * HOUR);
  expect(await look(since + 2 * HOUR)).toMatchObject({ late: false, inStepAt: since + 2 * HOUR });
  expect(await look(since + 3 * HOUR, { behindSince: since })).toMatchObject({ late: true });
  expect(kinds()).toEqual([
    ['lag', 3_600],
    ['lag', 3_600],
  ]);
});

test('a lag that was told is over with the sync that settled next, though that took longer than allowed', async () => {
  const { look, since, kinds, store, connection } = await inStep();
  expect(await look(since + HOUR, { behindSince: since })).toMatchObject({ late: true });
  expect(await look(since + 3 * HOUR, { lateOf: since })).toMatchObject({ late: true });
  await store.foundInStep(connection, since + HOUR);
  expect(await look(since + 3 * HOUR, { lateOf: since })).toMatchObject({ late: false, inStepAt: since + HOUR });
  expect([kinds().length, (await store.alerts(connection)).size]).toEqual([1, 0]);
});

test('a connection that is idle until its next time, or runs not for long yet, is not late; nor is one whose file allows any lag', async () => {
  const { look, since, kinds, allows } = await inStep();
  expect(await look(since + 9 * HOUR)).toMatchObject({ late: false });
  expect(await look(since + 9 * HOUR, { behindSince: since + 9 * HOUR - 1 })).toMatchObject({ late: false });
  allows(null);
  expect(await look(since + 9 * HOUR, { behindSince: since, lagMs: HOUR })).toMatchObject({ late: false, lagMs: null });
  expect(kinds()).toEqual([]);
});

test('where the file cannot be read just now, what it allowed before counts, and it is read again', async () => {
  const { look, since, allows } = await inStep();
  allows('unknown');
  const again = { late: true, lagMs: HOUR, lookAt: since + 2 * HOUR };
  expect(await look(since + HOUR, { behindSince: since, lagMs: HOUR })).toMatchObject(again);
});

test('a lag that could not be told is told at a look soon after; one before the first sync counts from when that began', async () => {
  const { look, told, allows, break: breaks, store, connection } = await desk();
  for (const hash of ['old', 'new']) await store.reject(connection, hash);
  allows(HOUR);
  breaks(true);
  const { lookAt, late, inStepAt } = await look(BEGAN + HOUR, { behindSince: BEGAN });
  expect([late, inStepAt]).toEqual([true, BEGAN]);
  breaks(false);
  await look(lookAt!, { behindSince: BEGAN });
  expect(told.map(({ kind, since }) => [kind, since])).toEqual([['lag', lookAt]]);
});
