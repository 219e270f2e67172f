import { expect, test } from '@jest/globals';
import { alertAll } from '../../activities/alertAll.js';
import type { Deps } from '../../activities/deps.js';
import type { Lane } from '../../activities/lane.js';
import type { AlertKind } from '../../src/domain/alerts.js';
import { SyncError } from '../../src/domain/faults.js';
import { bench, newLink, newRow } from '../contract/storeSamples.js';
import { connectionOf } from '../support/connectionOf.js';
import { memoryStore } from '../support/memoryStore.js';

/** The end of a run in which so many were opted out, where these alerts had begun. */
async function ending(begun: readonly AlertKind[], optOuts = 0) {
  const store = memoryStore();
  const ended: AlertKind[] = [];
  const { connection, tx, lease } = await bench(store, 'settle');
  for (const kind of begun) await store.beginAlert(connection, kind, 5, 0);
  await tx(async (inside) => {
    const links = await inside.addLinks(Array.from({ length: optOuts }, (_, at) => newLink(`c${at}`, `m${at}`)));
    await inside.addRows(links.map(({ id }) => newRow(id, { op: 'optOut', kind: 'optOut', changes: [] })));
  });
  let opens = true;
  const alerts = { webhook: null, inbox: 10, lagMs: null };
  const deps = {
    store: { ...store, endAlert: async (id: string, kind: AlertKind) => (ended.push(kind), store.endAlert(id, kind)) },
    log: { info: () => undefined, warn: () => undefined },
    now: () => 9,
    open: async () => {
      if (!opens) throw new SyncError('unauthorized', 'SF_KEY is not set', { system: 'salesforce' });
      return { connection: { ...connectionOf({ limits: { ...connectionOf().limits, atLeast: 2 } }), alerts } };
    },
  } as unknown as Deps;
  const lane = { lease, tx } as unknown as Lane;
  return {
    ended,
    shut: () => void (opens = false),
    ends: async (held: number, inbox: number) => {
      await alertAll(deps, lane, { connection, version: 1, run: 1 }, { held, inbox });
      return [...(await store.alerts(connection)).keys()].toSorted();
    },
  };
}

test('what has not begun is not ended: a quiet run asks for nothing', async () => {
  const { ends, ended } = await ending([]);
  expect([await ends(0, 0), ended]).toEqual([[], []]);
});

test('R-ALL-6 what is over is ended, what goes on stays, what is new begins', async () => {
  const one = await ending(['held', 'inbox', 'lag']);
  expect([await one.ends(0, 11), one.ended]).toEqual([['inbox', 'lag'], ['held']]);
  expect([await one.ends(3, 10), one.ended]).toEqual([
    ['held', 'lag'],
    ['held', 'inbox'],
  ]);
});

test('R-ALL-8 that many opted out is over with the first run in which few do', async () => {
  expect(await (await ending(['optOuts'], 3)).ends(0, 0)).toEqual(['optOuts']);
  expect(await (await ending(['optOuts'], 2)).ends(0, 0)).toEqual([]);
});

test('a connection that cannot be opened just now is told of what needs no limits', async () => {
  const one = await ending(['inbox', 'optOuts']);
  one.shut();
  expect(await one.ends(2, 0)).toEqual(['held', 'inbox', 'optOuts']);
});
