import { expect, test } from '@jest/globals';
import type { Opening } from '../../activities/contract.js';
import type { Deps, Opened } from '../../activities/deps.js';
import { endAfterOptOuts, firstWindows } from '../../activities/firstWindows.js';
import { isListing } from '../../activities/listing.js';
import { purposeIn } from '../../activities/openFor.js';
import { SyncError } from '../../src/domain/faults.js';
import { PROTOCOL } from '../../src/domain/protocol.js';
import type { Purpose } from '../../src/domain/purpose.js';
import type { Crm } from '../../src/ports/crm.js';
import type { Reading, RunRow } from '../../src/ports/stored.js';
import { bench, join } from '../contract/storeSamples.js';
import { memoryStore } from '../support/memoryStore.js';

const NOW = { crm: 90_000_000, platform: 90_000_000 };
const SETTLED = 80_000_000;
const OVERLAP = 600_000;

/** A run about to open its windows, in an org with calls left for those purposes to begin. */
async function beginning(may: readonly Purpose[], before: 'settled' | 'begun' | 'never') {
  const first = await bench(memoryStore(() => 0));
  const { connection, store } = first;
  const reading = { until: SETTLED } as Reading;
  if (before !== 'never') await first.tx((inside) => inside.saveRun({ reading: { crm: reading, platform: reading } }));
  if (before === 'settled')
    await first.tx(async (inside) => {
      for (const side of ['crm', 'platform'] as const) await inside.saveCursor(side, 'an older mapping', SETTLED, null);
    });
  const { tx } = await join(store, connection, 2);
  const spent: Purpose[] = [];
  const people = { visibleWithin: 0, tally: async () => 0 };
  const crm = {
    ...people,
    spending: (purpose: Purpose) => ({
      ...people,
      tally: async () => spent.push(purpose),
      mayBegin: async () => {
        if (!may.includes(purpose)) throw new SyncError('quota', 'few are left', { system: 'salesforce' });
      },
    }),
  } as unknown as Crm;
  const opened = {
    crm,
    sides: { crm, platform: people },
    connection: { deletions: { salesforce: 'delete', platform: 'delete' } },
  } as unknown as Opened;
  const deps = { store, protocol: PROTOCOL } as unknown as Deps;
  const run = await tx((inside) => inside.run());
  return async (more: Partial<Opening>, cursors: { crm: number | null; platform: number | null }) => {
    const opening = { connection, version: 1, run: 2, mode: 'sync', full: false, records: [], ...more } as const;
    const cursorOf = (at: number | null) => (at === null ? null : { at, zone: null });
    const reading = await firstWindows({
      deps,
      lane: { run, lease: { connection, run: 2 }, tx } as never,
      opening,
      opened,
      cursors: { crm: cursorOf(cursors.crm), platform: cursorOf(cursors.platform) },
      now: NOW,
    });
    const row: RunRow = { ...run, mode: opening.mode, full: opening.full, reading, round: 1 };
    return { reading, row, opened, purpose: purposeIn(opening, row), spent };
  };
}

const NONE = { crm: null, platform: null };
const BOTH = { crm: SETTLED, platform: SETTLED };

test.each(['settled', 'begun'] as const)(
  'R-ALL-8 too few calls for a backfill where a run has %s: opt-outs alone are looked for, in what changed since then, and the run ends',
  async (before) => {
    const open = await beginning(['urgent', 'changes', 'onDemand'], before);
    for (const [more, cursors] of [
      [{ full: true, asked: true }, BOTH],
      [{}, NONE],
    ] as const) {
      const { reading, row, opened, purpose } = await open(more, cursors);
      expect([reading.crm.since, reading.platform.since]).toEqual([SETTLED - OVERLAP, SETTLED - OVERLAP]);
      // It proves nobody's absence, and is no dearer than any other look at what changed.
      expect([isListing(opened, row, 'crm'), isListing(opened, row, 'platform')]).toEqual([false, false]);
      expect(purpose).not.toBe('backfill');
      expect(() => endAfterOptOuts(row)).toThrow(expect.objectContaining({ kind: 'quota' }));
    }
  },
);

test('where no run ever read anything, or only a plan is asked for, a backfill with too few calls is not begun', async () => {
  const never = await beginning(['urgent'], 'never');
  await expect(never({}, NONE)).rejects.toMatchObject({ kind: 'quota' });
  const once = await beginning(['urgent'], 'settled');
  await expect(once({ mode: 'plan', full: true }, BOTH)).rejects.toMatchObject({ kind: 'quota' });
});

test('with calls enough everything is read, and what changed is read whatever is left', async () => {
  const enough = await beginning(['urgent', 'backfill'], 'settled');
  const { reading, row, opened, purpose } = await enough({ full: true }, BOTH);
  expect([reading.crm.since, purpose, isListing(opened, row, 'crm')]).toEqual([0, 'backfill', true]);
  expect(() => endAfterOptOuts(row)).not.toThrow();
  const few = await beginning([], 'settled');
  expect((await few({}, BOTH)).purpose).toBe('changes');
  expect((await few({ asked: true }, BOTH)).purpose).toBe('onDemand');
});
