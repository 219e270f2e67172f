import { SyncError } from '../../src/domain/faults.js';
import { afterLanding } from '../../src/domain/landed.js';
import type { Baseline } from '../../src/domain/link.js';
import type { People, Window } from '../../src/ports/people.js';
import type { Tx } from '../../src/ports/tx.js';
import { rejection } from './holds.js';
import type { Bug } from './setup.js';
import type { World } from './world.js';
import { CONNECTIONS } from './bankOfConnections.js';
import { DELETES } from './bankOfDeletes.js';
import { OPEN_ENDS } from './bankOfOpenEnds.js';

/** Everything a window shows at once: for planted pagers. */
const EVERYTHING = 1_000;

/**
 * The planted bugs: those of reference/protocol.md section 7, less its deletes and what `SECOND_BARRIERS` names.
 * Each replaces one decision, one answer of the store or one answer of a side; the simulator must see its consequence, in a tale or in a history.
 */
export const BANK: Readonly<Record<string, Bug>> = {
  ...OPEN_ENDS,
  ...DELETES,
  ...CONNECTIONS,
  'cursor = time of settle': { protocol: (world) => ({ settledCursor: () => world.now }) },
  'last writer wins, no baseline': {
    protocol: (_world, sound) => ({
      reconcile: (rules, _baseline, crm, platform) =>
        sound.reconcile(
          rules.map((rule) => ({ ...rule, conflict: 'newest' as const })),
          {},
          crm,
          platform,
        ),
    }),
  },
  'no re-read': { people: (world) => ({ recheck: async () => ({ at: world.now, records: [] }) }) },
  'cursor moved before settle': { tx: cursorWithReading },
  'baseline is one value': {
    protocol: (_world, sound) => ({
      rebased: (baseline, row, at) => {
        const moved = sound.rebased(baseline, row, at);
        return Object.fromEntries(Object.entries(moved).map(([rule, pair]) => [rule, { ...pair, platform: pair.crm }]));
      },
    }),
  },
  'baseline not keyed by mapping row': { tx: baselineByField },
  'no overlap': {
    protocol: (_world, sound) => ({
      window: (ask) => ({ ...sound.window(ask), since: ask.full || ask.cursor === null ? 0 : ask.cursor }),
    }),
  },
  'open entries not by id': { store: () => ({ looseEnds: async () => [] }) },
  'lost answer sent again': {
    people: (_world, people) => ({ create: again(people.create), update: again(people.update) }),
  },
  'stale staged image used': { protocol: () => ({ isStale: () => false }) },
  'not marked sent before the call': { tx: markedInMemory },
  'lost answer = failed': {
    people: (_world, people) => ({ create: failed(people.create), update: failed(people.update) }),
  },
  'delta bound from run start, without overlap': {
    protocol: (_world, sound) => ({
      window: (ask) => ({ ...sound.window(ask), bound: ask.now }),
      advanced: (bound) => bound,
    }),
  },
  'neither or untouched judged by all fields': {
    protocol: (_world, sound) => ({
      judgeUpdate: (row, target, closed) => {
        if (!target) return sound.judgeUpdate(row, target, closed);
        const moved = row.changes.filter((change) => change.next !== change.old);
        if (moved.every((change) => target.fields[change.field] === change.next))
          return { kind: 'landed', record: target };
        if (!closed) return { kind: 'undecided' };
        return moved.every((change) => target.fields[change.field] === change.old)
          ? { kind: 'notLanded' }
          : { kind: 'landed', record: target };
      },
    }),
  },
  'landed, baseline not moved': { protocol: landedWithoutBaseline },
  'no hold: absent is proof': { protocol: () => ({ isClosed: () => true }) },
  'offset paging': { people: byOffset },
  'what a job read is taken as new as its last page': {
    people: (_world, people) => ({
      page: async (...asked) => {
        const page = await people.page(...asked);
        return page.job ? { ...page, job: { ...page.job, seq: Number.MAX_SAFE_INTEGER } } : page;
      },
    }),
  },
  'a records run assumes the unread side': {
    protocol: () => ({ assumesUnread: (_mode): _mode is 'plan' | 'sync' => true }),
  },
  'conversion or merge drops the baseline': { protocol: () => ({ inherited: (own) => own }) },
  'opt-out not united on a merge': {
    protocol: (_world, sound) => ({ succession: (standing) => sound.succession({ ...standing, left: false }) }),
  },
  'link moved while an intent is open': {
    protocol: (_world, sound) => ({ succession: (standing) => sound.succession({ ...standing, open: false }) }),
  },
  'a fresh link of the survivor creates anew what a user deleted': {
    protocol: (_world, sound) => ({
      succession: (standing) => {
        const next = sound.succession(standing);
        return next.kind === 'handsOver' && !standing.alive.mine ? { kind: 'ends' } : next;
      },
      // The tombstone knows who became whom, and would hold it back.
      buried: () => null,
    }),
  },
  'held is not inherited': {
    protocol: (_world, sound) => ({ portion: (ask) => sound.portion({ ...ask, before: [] }) }),
  },
  'an approval lets everything go': {
    protocol: (_world, sound) => ({
      portion: (ask) =>
        ask.waiver === null
          ? sound.portion(ask)
          : sound.portion({ ...ask, before: ask.before.map((row) => ({ ...row, hold: ask.waiver })) }),
    }),
  },
  'a rejection is forgotten': { tx: withoutRejections },
  'a plan is not replaced whole': {
    tx: (_world, tx) => ({
      unsentRows: async () => [],
      saveRows: async (rows) => tx.saveRows(rows.filter((row) => row.state !== 'void')),
    }),
  },
};

function cursorWithReading(_world: World, tx: Tx): Partial<Tx> {
  return {
    saveRun: async (patch) => {
      await tx.saveRun(patch);
      const { reading, mapping, mode } = await tx.run();
      if (!reading || !mapping || mode !== 'sync') return;
      for (const side of ['crm', 'platform'] as const)
        if (reading[side].done) await tx.saveCursor(side, mapping.version, reading[side].until, null);
    },
  };
}

/** One baseline for a CRM field, whichever platform field it is mapped to. */
function baselineByField(_world: World, tx: Tx): Partial<Tx> {
  const renamed = (baseline: Baseline, from: string, to: string): Baseline =>
    Object.fromEntries(Object.entries(baseline).map(([rule, pair]) => [rule === from ? to : rule, pair]));
  return {
    saveBaselines: (entries) =>
      tx.saveBaselines(
        entries.map((entry) => ({ ...entry, baseline: renamed(entry.baseline, 'A=D:text', 'A=A:text') })),
      ),
    baselines: async (pairs) =>
      (await tx.baselines(pairs)).map((baseline) =>
        baseline['A=A:text'] ? { ...baseline, 'A=D:text': baseline['A=A:text'] } : baseline,
      ),
  };
}

/** The baseline of a pair as it was before somebody let its difference stand. */
function withoutRejections(world: World, tx: Tx): Partial<Tx> {
  return {
    baselines: async (pairs) =>
      (await tx.baselines(pairs)).map((baseline, at) =>
        Object.fromEntries(
          Object.entries(baseline).filter(([rule, { crm, platform }]) => {
            const field = rule.split('=')[0] ?? '';
            return !world.holds.rejected.has(rejection(pairs[at]?.crm ?? '', field, crm, platform));
          }),
        ),
      ),
  };
}

function again<A, T>(call: (given: A) => Promise<T>): (given: A) => Promise<T> {
  return async (given) => {
    for (;;) {
      try {
        return await call(given);
      } catch (error) {
        if (!(error instanceof SyncError) || error.kind !== 'unknown') throw error;
      }
    }
  };
}

function failed<A, T>(call: (given: A) => Promise<T>): (given: A) => Promise<T> {
  return async (given) => {
    try {
      return await call(given);
    } catch (error) {
      if (error instanceof SyncError && error.kind === 'unknown')
        throw new SyncError('unreachable', error.message, error.detail);
      throw error;
    }
  };
}

/** The mark lives in the worker's memory only: a crash forgets it. */
function markedInMemory(world: World, tx: Tx): Partial<Tx> {
  const marks = MARKS.get(world) ?? new Map<number, Parameters<Tx['saveRows']>[0][number]>();
  MARKS.set(world, marks);
  return {
    saveRows: (rows) => {
      for (const row of rows) if (row.state === 'sent') marks.set(row.id, row);
      return tx.saveRows(
        rows.map((row) => (row.state === 'sent' ? { ...row, state: 'planned' as const, tries: 0 } : row)),
      );
    },
    standings: async (rows) => {
      const found = new Map(await tx.standings(rows));
      for (const row of rows) {
        const mark = marks.get(row.id);
        marks.delete(row.id);
        const now = found.has(row.id) ? found.get(row.id) : row;
        if (mark && now?.state === 'planned') found.set(row.id, { ...now, ...mark });
      }
      return found;
    },
  };
}

const MARKS = new WeakMap<World, Map<number, Parameters<Tx['saveRows']>[0][number]>>();

function landedWithoutBaseline(
  ...[, sound]: Parameters<NonNullable<Bug['protocol']>>
): ReturnType<NonNullable<Bug['protocol']>> {
  const readBack = new Set<number>();
  return {
    judgeUpdate: (row, target, closed) => {
      const judged = sound.judgeUpdate(row, target, closed);
      if (judged.kind === 'landed') readBack.add(row.id);
      return judged;
    },
    rebased: (baseline, row, at) => (readBack.has(row.id) ? baseline : sound.rebased(baseline, row, at)),
    afterLanding,
  };
}

/** Positions are counts: whatever is edited meanwhile moves everything after it up by one. */
function byOffset(_world: World, people: People): Partial<People> {
  return {
    page: async (object, fields, window: Window) => {
      const { records } = await people.page(object, fields, {
        ...window,
        until: Number.MAX_SAFE_INTEGER,
        after: null,
        limit: EVERYTHING,
      });
      const from = window.after ? Number(window.after.id) : 0;
      const to = from + window.limit;
      return {
        records: records.slice(from, to).filter(({ stamp }) => stamp <= window.until),
        next: records.length > to ? { stamp: 0, id: String(to) } : null,
      };
    },
  };
}
