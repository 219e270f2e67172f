import type { JournalRow } from '../../src/domain/journal.js';
import type { Tx } from '../../src/ports/store.js';

/** Rows read in an earlier transaction, as they stand in this one: another lane or attempt may have moved them meanwhile. */
export async function asTheyStand(tx: Tx, rows: readonly JournalRow[]): Promise<readonly JournalRow[]> {
  const standings = new Map((await tx.standings(rows.map(({ id }) => id))).map((standing) => [standing.id, standing]));
  return rows.flatMap((row) => {
    const standing = standings.get(row.id);
    return standing === undefined ? [] : [{ ...row, ...standing }];
  });
}
