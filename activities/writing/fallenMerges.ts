import type { JournalRow } from '../../src/domain/journal.js';
import { isAlive, successorOf } from '../../src/domain/record.js';
import type { Desk } from '../planning/desk.js';
import type { Reread } from './recheck.js';

/**
 * Merges whose cause no longer stands, by row id: the CRM record is back, or the platform record that was to stay is gone, or is nobody's any more
 * (protocol 6.1: delete, merge and opt-in rows re-read their cause).
 */
export async function fallenMerges(
  desk: Desk,
  batch: readonly JournalRow[],
  { records }: Reread,
): Promise<ReadonlySet<number>> {
  const stays = batch.flatMap(({ source }) => source ?? []);
  const [mine, theirs] = await desk.lane.tx(async (tx) => [
    await tx.linksById(batch.map(({ link }) => link)),
    await tx.linksByRecord('platform', stays),
  ]);
  const crmIds = new Map(mine.map(({ id, ids }) => [id, ids.crm]));
  const causes = await desk.opened.crm.read(
    [],
    [...crmIds.values()].flatMap((id) => id ?? []),
  );
  const went = new Set(causes.filter((record) => successorOf(record) !== null).map(({ id }) => id));
  const dead = new Set(records.filter((record) => !isAlive(record)).map(({ id }) => id));
  const owned = new Set(theirs.filter(({ gone }) => !gone.platform).map(({ ids }) => ids.platform));
  const fell = (row: JournalRow) =>
    !went.has(crmIds.get(row.link) ?? '') || row.source === null || dead.has(row.source) || !owned.has(row.source);
  return new Set(batch.filter(fell).map(({ id }) => id));
}
