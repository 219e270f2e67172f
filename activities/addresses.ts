import { isHalf } from '../src/domain/landed.js';
import type { JournalRow } from '../src/domain/journal.js';
import type { Link } from '../src/domain/link.js';
import { other, SIDES, type Side } from '../src/domain/side.js';
import { tryingAgain } from '../src/domain/spared.js';
import type { Tx } from '../src/ports/tx.js';

/** Emails by the side on which someone has just left them. */
export type Left = Readonly<Record<Side, readonly string[]>>;

export const NOTHING_LEFT: Left = { crm: [], platform: [] };

/** What these writes give up once they have landed. @param links by id, as they were before */
export function leftBy(links: ReadonlyMap<number, Link>, rows: readonly JournalRow[]): Left {
  const left = { crm: [] as string[], platform: [] as string[] };
  for (const { link, op, side, key } of rows) {
    const before = links.get(link)?.keys[side] ?? null;
    if (op === 'update' && key !== null && before !== null && before !== key) left[side].push(before);
  }
  return left;
}

/** Both are there, and one record of the pair has an email that the other has not yet, and something was refused: an address that someone else had, maybe. */
export function wantsAnother(link: Link): boolean {
  const together = !isHalf(link) && !link.gone.crm && !link.gone.platform;
  return together && link.refused !== null && link.keys.crm !== link.keys.platform;
}

/** Whoever waits for one of these emails is planned again in this run. Returns their links as they are now. */
export async function letTryAgain(tx: Tx, left: Left): Promise<readonly Link[]> {
  const waiting: Link[] = [];
  for (const side of SIDES)
    if (left[side].length > 0) waiting.push(...(await tx.linksByKey(other(side), left[side])).filter(wantsAnother));
  const ready = waiting.map(tryingAgain);
  await tx.saveLinks(ready);
  await tx.again(ready.map(({ id }) => id));
  return ready;
}
