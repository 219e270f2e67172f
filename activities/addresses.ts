import { isHalf } from '../src/domain/landed.js';
import type { JournalRow } from '../src/domain/journal.js';
import type { Link } from '../src/domain/link.js';
import { other, SIDES, type Side } from '../src/domain/side.js';
import type { Tx } from '../src/ports/store.js';

/** Emails by the side on which someone has just left them. */
export type Left = Readonly<Record<Side, readonly string[]>>;

/** What these writes give up once they have landed; asked before their links are told. */
export async function leftBy(tx: Tx, rows: readonly JournalRow[]): Promise<Left> {
  const left = { crm: [] as string[], platform: [] as string[] };
  const moving = new Map(rows.filter(({ op, key }) => op === 'update' && key !== null).map((row) => [row.link, row]));
  if (moving.size === 0) return left;
  for (const { id, keys } of await tx.linksById([...moving.keys()])) {
    const { side, key } = moving.get(id)!; // asked for by these ids
    if (keys[side] !== null && keys[side] !== key) left[side].push(keys[side]);
  }
  return left;
}

/** Both are there, and one record of the pair has an email that the other has not yet, and something was refused: an address that someone else had, maybe. */
export function wantsAnother(link: Link): boolean {
  const together = !isHalf(link) && !link.gone.crm && !link.gone.platform;
  return together && link.refused !== null && link.keys.crm !== link.keys.platform;
}

/** Whoever waits for one of these emails is planned again in this run: an old refusal is not worth remembering. Returns their links as they are now. */
export async function letTryAgain(tx: Tx, left: Left): Promise<readonly Link[]> {
  const waiting: Link[] = [];
  for (const side of SIDES)
    if (left[side].length > 0) waiting.push(...(await tx.linksByKey(other(side), left[side])).filter(wantsAnother));
  const ready = waiting.map((link) => ({ ...link, refused: null }));
  await tx.saveLinks(ready);
  await tx.again(ready.map(({ id }) => id));
  return ready;
}
