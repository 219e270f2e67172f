import { Fenced } from '../../../src/ports/store.js';
import type { RunCounts, RunRow } from '../../../src/ports/stored.js';
import type { Tx } from '../../../src/ports/tx.js';
import type { Part, World } from './part.js';
import { seenBy } from './txInbox.js';

type RunPart = Pick<Tx, 'run' | 'saveRun' | 'count' | 'cursor' | 'seenUntil' | 'saveCursor'>;

export function txRun(part: Part, run: number, world: World): RunPart {
  function current(): RunRow {
    const row = part.runs.get(run);
    if (row === undefined) throw new Fenced(`run ${run} is not there`);
    return row;
  }

  function emptied<T>(tables: Map<number, T>): void {
    const there = tables.get(run);
    if (there === undefined) return;
    world.undo.log?.push(() => tables.set(run, there));
    tables.delete(run);
  }

  return {
    run: async () => current(),

    async saveRun(patch) {
      const before = current();
      const after = { ...before, ...patch };
      part.runs.put(run, after);
      if (before.endedAt !== null || after.endedAt === null) return;
      part.ended.put(run, seenBy(part.inbox.all(), run));
      emptied(part.stage);
      emptied(part.asked);
      emptied(part.sighted);
    },

    async count(delta) {
      const before = current();
      part.runs.put(run, { ...before, counts: added(before.counts, delta) });
    },

    cursor: async (side, mapping) => {
      const found = part.cursors.get(`${side} ${mapping}`);
      return found === undefined ? null : { at: found.at, zone: found.zone };
    },
    seenUntil: async (side) =>
      part.cursors.find(side).reduce<number | null>((newest, { at }) => Math.max(newest ?? at, at), null) ??
      part.runs
        .all()
        .flatMap(({ mode, reading }) => (mode === 'sync' && reading ? [reading[side].until] : []))
        .reduce<number | null>((first, until) => Math.min(first ?? until, until), null),
    saveCursor: async (side, mapping, at, zone) => part.cursors.put(`${side} ${mapping}`, { side, at, zone }),
  };
}

function added(
  counts: RunCounts,
  { read = {}, calls = {}, linked = 0, unchanged = 0, merged = 0, converted = 0 }: Parameters<Tx['count']>[0],
): RunCounts {
  return {
    read: { crm: counts.read.crm + (read.crm ?? 0), platform: counts.read.platform + (read.platform ?? 0) },
    calls: { crm: counts.calls.crm + (calls.crm ?? 0), platform: counts.calls.platform + (calls.platform ?? 0) },
    linked: counts.linked + linked,
    unchanged: counts.unchanged + unchanged,
    merged: counts.merged + merged,
    converted: counts.converted + converted,
  };
}
