import type { JournalRow } from '../../src/domain/journal.js';
import type { RowUpdate } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';

/** Rows read in an earlier transaction, as they stand in this one: another lane or attempt may have moved them meanwhile. */
export async function asTheyStand(tx: Tx, rows: readonly JournalRow[]): Promise<readonly JournalRow[]> {
  const standings = new Map((await tx.standings(rows.map(({ id }) => id))).map((standing) => [standing.id, standing]));
  return rows.flatMap((row) => {
    const standing = standings.get(row.id);
    if (standing === undefined) return [];
    return sameStanding(row, standing) ? [row] : [{ ...row, ...standing }];
  });
}

function sameStanding(row: JournalRow, { state, attempt, lane, sentAt, job, tries, rev }: RowUpdate): boolean {
  return (
    row.state === state &&
    row.attempt === attempt &&
    row.lane === lane &&
    row.sentAt === sentAt &&
    row.job === job &&
    row.tries === tries &&
    row.rev === rev
  );
}
