import type { JournalRow } from '../../src/domain/journal.js';
import { successorOf } from '../../src/domain/record.js';
import { other, type Side } from '../../src/domain/side.js';
import type { Desk } from '../planning/desk.js';

/** Deletions whose cause no longer stands, by row id: the record that was deleted is back, or has become another (protocol 6.1). */
export async function fallenRemovals(
  desk: Desk,
  side: Side,
  batch: readonly JournalRow[],
): Promise<ReadonlySet<number>> {
  const causes = batch.flatMap(({ source }) => source ?? []);
  const read = await desk.opened.sides[other(side)].read([], causes);
  const stands = new Set(read.filter((record) => record.deleted && successorOf(record) === null).map(({ id }) => id));
  return new Set(batch.filter(({ source }) => source === null || !stands.has(source)).map(({ id }) => id));
}
