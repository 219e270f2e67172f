import { rejectionOf } from './guard.js';
import { REMOVALS } from './journal.js';
import type { Link } from './link.js';
import { refusedToo, wasRefused } from './refused.js';
import { SIDES, type Side } from './side.js';

/** The link, and its record of `side` is not to be taken away, whatever becomes of the other one (R-ALL-9). */
export function sparing(link: Link, side: Side): Link {
  const never = REMOVALS.map((op) => rejectionOf({ link: link.id, side, op, changes: [] }));
  return { ...link, refused: never.reduce<string | null>(refusedToo, link.refused) };
}

/** The link, sparing whom `before` spared, or an operator: the same two records, under another number. */
export function sparedToo(link: Link, before: Pick<Link, 'id' | 'refused'>): Link {
  const rejections = SIDES.flatMap((side) => REMOVALS.map((op) => ({ side, op, changes: [] })));
  const kept = rejections.filter((one) => wasRefused(before.refused, () => [rejectionOf({ ...one, link: before.id })]));
  return kept.reduce<Link>(
    (heir, one) => ({ ...heir, refused: refusedToo(heir.refused, rejectionOf({ ...one, link: heir.id })) }),
    link,
  );
}
