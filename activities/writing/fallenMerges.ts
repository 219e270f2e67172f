import type { JournalRow } from '../../src/domain/journal.js';
import { isAlive } from '../../src/domain/record.js';
import { chainEnds } from '../planning/chains.js';
import type { Desk } from '../planning/desk.js';
import type { Reread } from './recheck.js';
import { asImage } from '../staged.js';

/**
 * Merges whose cause no longer stands, by row id: the CRM record is back, or the platform record that was to stay is gone, or is no longer that of whom the
 * CRM record became (protocol 6.1: delete, merge and opt-in rows re-read their cause). So has one that was to bring an opt-out along and no longer shows it (R-ALL-8).
 */
export async function fallenMerges(
  desk: Desk,
  batch: readonly JournalRow[],
  { records, seq }: Reread,
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
  const { ends } = await chainEnds(
    desk,
    causes.map((record) => asImage(record, seq)),
  );
  const left = new Set(causes.filter(({ optedOut }) => optedOut).map(({ id }) => id));
  for (const { ids, optedOut } of mine) if (optedOut.crm && ids.crm !== null) left.add(ids.crm);
  const back = new Set(records.filter(({ optedOut }) => !optedOut).map(({ id }) => id));
  const dead = new Set(records.filter((record) => !isAlive(record)).map(({ id }) => id));
  const owners = new Map(theirs.filter(({ gone }) => !gone.platform).map(({ ids }) => [ids.platform, ids.crm]));
  const fell = ({ link, target, source }: JournalRow) => {
    const loser = crmIds.get(link) ?? '';
    const end = ends.get(loser)?.record.id;
    if (end === undefined || source === null || dead.has(source) || owners.get(source) !== end) return true;
    return left.has(loser) && back.has(target ?? '');
  };
  return new Set(batch.filter(fell).map(({ id }) => id));
}
