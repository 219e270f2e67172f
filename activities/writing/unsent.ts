import type { JournalRow } from '../../src/domain/journal.js';
import type { Tx } from '../../src/ports/tx.js';
import { entry } from '../../src/domain/inbox.js';
import type { Desk } from '../planning/desk.js';

/** Nothing went out: the rows may be taken up again. */
export async function takeBack(desk: Desk, rows: readonly JournalRow[]): Promise<void> {
  await desk.lane.tx((tx) => tx.saveRows(rows.map(takenBack)));
}

export function takenBack(row: JournalRow): JournalRow {
  return { ...row, state: 'planned', sentAt: null, job: null };
}

/** No answer: what became of them is read back later. */
export function leaveUnknown(desk: Desk, rows: readonly JournalRow[]): Promise<void> {
  return desk.lane.tx((tx) => asUnknown(tx, rows));
}

export async function asUnknown(tx: Tx, rows: readonly JournalRow[]): Promise<void> {
  await tx.saveRows(rows.map((row) => ({ ...row, state: 'unknown' as const })));
  const links = await tx.linksById(rows.map((row) => row.link));
  await tx.list(links.map((link) => entry(link, 'unknown')));
}
