import type { JournalRow } from '../../src/domain/journal.js';
import type { Tx } from '../../src/ports/tx.js';

/** Rows read in an earlier transaction, as they stand in this one: another lane or attempt may have moved them meanwhile. */
export async function asTheyStand(tx: Tx, rows: readonly JournalRow[]): Promise<readonly JournalRow[]> {
  const standings = await tx.standings(rows);
  if (standings.size === 0) return rows;
  return rows.flatMap((row) => {
    const standing = standings.get(row.id);
    if (standing === undefined) return [row];
    return standing === null ? [] : [{ ...row, ...standing }];
  });
}
