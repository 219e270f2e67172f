import { expect, test } from '@jest/globals';
import { alert } from '../../activities/alert.js';
import type { Deps } from '../../activities/deps.js';
import { watch } from '../../activities/watch.js';
import type { Alert } from '../../src/domain/alerts.js';
import { SyncError } from '../../src/domain/faults.js';
import { bench, create, join, newLink, newRow } from '../contract/storeSamples.js';
import { memoryStore } from '../support/memoryStore.js';

const DAY = 86_400_000;
/** When the runs of `bench` begin. */
const BEGAN = 1_000;

/** A connection with rows held under two hashes, and who was told of what. */
async function desk() {
  const store = memoryStore();
  const told: Pick<Alert, 'kind' | 'n' | 'hash' | 'since'>[] = [];
  let broken = false;
  const deps = {
    store,
    log: { info: () => undefined, warn: () => undefined },
    now: () => 0,
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
    look: (at: number) => watch(deps)({ connection, at }),
    break: (is: boolean) => void (broken = is),
  };
}

test('R-ALL-6 of held rows a person is told once a day, whoever told before, until nothing is held', async () => {
  const { deps, store, connection, told, look } = await desk();
  await alert({ ...deps, now: () => 5_000 }, { connection, kind: 'held', on: true, n: 2, hash: 'new' });
  expect(await look(6_000)).toEqual({ inbox: 0, held: 2, holds: ['new', 'old'], lookAt: 5_000 + DAY });
  expect(await look(5_000 + DAY)).toMatchObject({ lookAt: 5_000 + 2 * DAY });
  expect(told.map(({ kind, n, since }) => [kind, n, since])).toEqual([
    ['held', 2, 5_000],
    ['held', 2, 5_000 + DAY],
  ]);
  for (const hash of ['old', 'new']) await store.reject(connection, hash);
  expect(await look(5_001 + DAY)).toEqual({ inbox: 0, held: 0, holds: [], lookAt: null });
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
  expect(first).toEqual({ inbox: 1, held: 1, holds: ['new'], lookAt: BEGAN + 30.5 * DAY });
  expect(await look(BEGAN + 31 * DAY - 1)).toMatchObject({ inbox: 1, held: 1 });
  expect(await look(BEGAN + 31 * DAY)).toEqual({ inbox: 2, held: 0, holds: [], lookAt: BEGAN + 32 * DAY });
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
  expect(await look(BEGAN + 32 * DAY)).toEqual({ inbox: 0, held: 0, holds: [], lookAt: null });
  expect((await store.alerts(connection)).size).toBe(0);
});
