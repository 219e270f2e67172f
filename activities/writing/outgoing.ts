import type { JournalRow } from '../../src/domain/journal.js';
import type { Value } from '../../src/domain/value.js';
import type { Change, Draft, OptOut } from '../../src/ports/people.js';

export function draftOf(row: JournalRow): Draft {
  return {
    ref: row.id,
    object: row.object,
    fields: valuesOf(row),
    carries: row.source,
    optedOut: row.optedOut,
  };
}

/** @param email of the target as last read */
export function changeOf(row: JournalRow, email: string | null): Change {
  return { ...targetOf(row, email), fields: valuesOf(row) };
}

/** As `changeOf`, of an opt-out. */
export function targetOf(row: JournalRow, email: string | null): OptOut {
  return { ref: row.id, object: row.object, id: row.target ?? '', email };
}

function valuesOf(row: JournalRow): Readonly<Record<string, Value>> {
  const values: Record<string, Value> = {};
  for (const { field, next } of row.changes) values[field] = next;
  return values;
}
