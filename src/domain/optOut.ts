import { isHalf } from './landed.js';
import type { Link } from './link.js';
import { isAlive, type Snapshot } from './record.js';
import { other, SIDES, type Side } from './side.js';

/** The side that has yet to learn of a person's opt-out; null: both show the same, or there is no pair to speak of (R-ALL-8: a ratchet, whatever else is decided). */
export function owesOptOut(link: Pick<Link, 'ids' | 'gone' | 'optedOut'>): Side | null {
  if (isHalf(link) || link.gone.crm || link.gone.platform) return null;
  if (link.optedOut.crm === link.optedOut.platform) return null;
  return link.optedOut.crm ? 'platform' : 'crm';
}

/** The same of a pair one of whom is gone: whoever left, and was deleted before that was told, has left. */
export function owesOptOutOfGone(link: Pick<Link, 'gone' | 'optedOut'>): Side | null {
  return (
    SIDES.find((side) => {
      const there = other(side);
      return !link.gone[side] && link.gone[there] && link.optedOut[there] && !link.optedOut[side];
    }) ?? null
  );
}

/** When a record that was read is planned: before the others whoever opted out, left or became someone else (R-ALL-8; protocol 4.3). */
export function turnOf(record: Snapshot): 'first' | 'new' {
  return record.optedOut || !isAlive(record) ? 'first' : 'new';
}
