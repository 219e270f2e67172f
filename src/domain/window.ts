/** Least overlap of two successive windows: late commits (protocol 6; seen in a real org up to ten minutes). */
export const OVERLAP_MS = 10 * 60_000;

/** A side's zone before a cursor: how many records showed a stamp in it when it was read. */
export interface Zone {
  readonly since: number;
  readonly until: number;
  readonly tally: number;
}

export interface WindowAsk {
  /** Where the last settled window ended, the side's own time; null: never. */
  readonly cursor: number | null;
  readonly full: boolean;
  /** The side's own time at the start of this run. */
  readonly now: number;
  /** Longest time between a record's stamp and its being visible. */
  readonly visibleWithin: number;
  /** Nothing appeared in the overlap since it was read: its tally is what it was. */
  readonly zoneUnchanged: boolean;
}

/**
 * The window of one side's collect. `since` lies an overlap before the cursor, or just the side's own lateness where the overlap's tally proves
 * that nothing new appeared in it. `bound` is where re-reads begin (protocol 6.1): never later than what a read at `now` can have missed.
 */
export function window(ask: WindowAsk): { readonly since: number; readonly until: number; readonly bound: number } {
  const overlap = Math.max(OVERLAP_MS, ask.visibleWithin);
  const since =
    ask.full || ask.cursor === null ? 0 : Math.max(0, ask.cursor - (ask.zoneUnchanged ? ask.visibleWithin : overlap));
  return { since, until: ask.now, bound: ask.now - ask.visibleWithin };
}

/** Where the bound of re-reads may move after a read at `at` (the side's own time before the read). */
export function advanced(bound: number, at: number, visibleWithin: number): number {
  return Math.max(bound, at - visibleWithin);
}

/** Where the cursor goes when a window is settled: its upper bound, never later, never back. */
export function settledCursor(cursor: number | null, until: number): number {
  return Math.max(cursor ?? 0, until);
}
