import { REMOVALS } from './journal.js';
import type { Link } from './link.js';
import { refusedForGood, refusedToo, stillRefused } from './refused.js';
import type { Side } from './side.js';

/** The link, and its record of `side` is not to be taken away, whatever becomes of the other one (R-ALL-9). */
export function sparing(link: Link, side: Side): Link {
  const never = REMOVALS.map((op) => refusedForGood(side, op));
  return { ...link, refused: never.reduce<string | null>(refusedToo, link.refused) };
}

/** The link with what was refused on it for good, by `sparing` or an operator, and nothing else: what may be tried again is. */
export function tryingAgain(link: Link): Link {
  return { ...link, refused: stillRefused(link.refused) };
}
