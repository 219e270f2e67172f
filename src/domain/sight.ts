import type { Baseline, Link } from './link.js';
import type { FieldRule } from './mapping.js';
import { owesOptOut } from './optOut.js';
import { isAlive, type Snapshot } from './record.js';
import type { Sight } from './reconcile.js';
import type { Side } from './side.js';
import type { Value } from './value.js';

/** An image is stale when the link changed after the store's tick that was drawn before the image was read. */
export function isStale(rev: number, seq: number): boolean {
  return rev > seq;
}

export function seen(link: Link, record: Snapshot): Sight {
  return { fields: record.fields, stamp: record.stamp, wrote: link.wrote[record.side] };
}

/**
 * An unread side taken to equal its baseline: only where nothing of the link is unsettled and every mapped field has a baseline
 * (the caller vouches for the first); null otherwise.
 */
export function assumed(link: Link, rules: readonly FieldRule[], baseline: Baseline, side: Side): Sight | null {
  const fields: Record<string, Value> = {};
  for (const rule of rules) {
    const pair = baseline[rule.key];
    if (!pair) return null;
    fields[side === 'crm' ? rule.crm : rule.platform] = pair[side];
  }
  return { fields, stamp: -1, wrote: link.wrote[side] };
}

/** A record that shows just what its link last settled: an echo of our own write, or a change of fields that are not mapped (R-ALL-7). */
export function isEcho(
  link: Link,
  rules: readonly FieldRule[],
  baseline: Baseline,
  record: Snapshot,
  key: string | null,
): boolean {
  if (link.behind || link.tentative || link.gone[record.side] || link.ids.crm === null || link.ids.platform === null)
    return false;
  if (owesOptOut(link) !== null) return false;
  if (!isAlive(record) || record.optedOut !== link.optedOut[record.side] || key !== link.keys[record.side])
    return false;
  return rules.every((rule) => {
    const pair = baseline[rule.key];
    return pair !== undefined && record.fields[record.side === 'crm' ? rule.crm : rule.platform] === pair[record.side];
  });
}
