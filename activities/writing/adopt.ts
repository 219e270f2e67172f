import { isOpen, type JournalRow } from '../../src/domain/journal.js';
import type { Desk } from '../planning/desk.js';
import { asTheyStand } from './asTheyStand.js';

/** Open rows that nobody works on any more become this attempt's: only whose they are may be settled. Returns those still open. */
export async function adopt(desk: Desk, rows: readonly JournalRow[]): Promise<readonly JournalRow[]> {
  const { attempt, lane } = desk.lane.lease;
  return desk.lane.tx(async (tx) => {
    const mine = (await asTheyStand(tx, rows))
      .filter(isOpen)
      .map((row): JournalRow => ({ ...row, state: 'sent', attempt, lane }));
    await tx.saveRows(mine);
    return mine;
  });
}
