import type { JournalRow } from '../../src/domain/journal.js';
import type { Value } from '../../src/domain/value.js';
import type { Rec } from './records.js';
import type { World } from './world.js';

/**
 * A write lands, its answer is lost, and before anybody looks a user puts back just what was there before. The record then looks as it would had the write never
 * come and somebody touched another field: whoever reads it can but send again (or else lose, in that other case, the value it should have brought). Such a user is
 * overruled once; accepted, and counted with the edits between re-read and landing.
 */
export interface Unheard {
  /** Of rows that landed: the record, and event of the judgement that they had not, where nothing distinct of them was to be seen then. */
  readonly landed: Map<number, Rec>;
  readonly missed: Map<number, number>;
}

export const emptyUnheard = (): Unheard => ({ landed: new Map(), missed: new Map() });

/** A row was given up as not landed. */
export function noteMissed(world: World, { id, changes }: JournalRow): void {
  const record = world.unheard.landed.get(id);
  // Values of S, and blanks, are nobody's own.
  const shows = changes.some(
    ({ field, old, next }) =>
      field !== 'S' && next !== null && next !== old && !world.shared.has(next) && record?.fields.get(field) === next,
  );
  if (record !== undefined && !shows) world.unheard.missed.set(id, world.events);
}

/** The user who put `old` back is overruled by the same write, sent again: no look could tell. Takes the value off the books, since it is there again. */
export function isTakenBack(world: World, record: Rec, field: string, old: Value, next: Value, rows: Rows): boolean {
  const last = record.changed.get(field);
  if (last?.by !== 'user' || record.fields.get(field) !== old) return false;
  for (const [id, at] of world.unheard.missed) {
    if (at < last.event || world.unheard.landed.get(id) !== record) continue;
    const change = rows(id)?.changes.find((one) => one.field === field);
    if (change?.old === old && change.next === next) return true;
  }
  return false;
}

type Rows = (id: number) => JournalRow | undefined;
