import type { PerSide, Side } from '../src/domain/side.js';
import { OVERLAP_MS, type Zone } from '../src/domain/window.js';
import type { People } from '../src/ports/people.js';
import type { Reading, RunRow } from '../src/ports/stored.js';
import type { Deps } from './deps.js';

interface Ask {
  readonly deps: Deps;
  readonly run: Pick<RunRow, 'mode' | 'full'>;
  readonly people: People;
  readonly cursor: { readonly at: number; readonly zone: Zone | null } | null;
  /** The side's own time. */
  readonly now: number;
}

/** One side's window. Asks for the overlap's tally where that is cheap, so that an unchanged overlap need not be read again. */
export async function openWindow({ deps, run, people, cursor, now }: Ask): Promise<Reading> {
  const zone = run.full ? null : (cursor?.zone ?? null);
  const zoneUnchanged = zone !== null && (await people.tally(zone.since, zone.until)) === zone.tally;
  const opened = deps.protocol.window({
    cursor: cursor?.at ?? null,
    full: run.full,
    now,
    visibleWithin: people.visibleWithin,
    zoneUnchanged,
  });
  const counting = opened.since <= opened.until - OVERLAP_MS;
  const tally = counting ? 0 : await people.tally(opened.until - OVERLAP_MS, opened.until);
  // A `records` run reads by id only: its window is empty.
  return { ...opened, after: null, object: 0, done: run.mode === 'records', tally, counting };
}

export async function openWindows(
  ask: Omit<Ask, 'people' | 'cursor' | 'now'> & {
    sides: PerSide<People>;
    cursors: PerSide<Ask['cursor']>;
    now: PerSide<number>;
  },
): Promise<PerSide<Reading>> {
  const open = (side: Side) =>
    openWindow({ ...ask, people: ask.sides[side], cursor: ask.cursors[side], now: ask.now[side] });
  const [crm, platform] = await Promise.all([open('crm'), open('platform')]);
  return { crm, platform };
}
