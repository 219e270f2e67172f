import { isRemoval, type JournalRow } from './journal.js';
import type { Baseline, BaselinePair, Link } from './link.js';
import { other, withSide, type Side } from './side.js';

/** A write that is known to have landed: the pair each field had then becomes the baseline (protocol 3.3). */
export function rebased(baseline: Baseline, row: JournalRow, at: number): Baseline {
  const moved: Record<string, BaselinePair> = { ...baseline };
  for (const change of row.changes) {
    moved[change.rule] =
      row.side === 'crm'
        ? { crm: change.next, platform: change.from, run: row.run, at }
        : { crm: change.from, platform: change.next, run: row.run, at };
  }
  return moved;
}

/** The link after its row landed on record `id`. The store's tick becomes its revision. One whose record was merged away ends, and names the record it went into. */
export function afterLanding(
  link: Link,
  row: JournalRow,
  id: string,
  stamp: number | null,
  tick: number,
  behind: boolean,
): Link {
  const side = row.side;
  if (row.op === 'merge')
    return { ...link, rev: tick, ids: withSide(link.ids, side, row.source), behind: false, refused: null, dead: true };
  if (isRemoval(row.op))
    return { ...link, rev: tick, gone: withSide(link.gone, side, true), behind: false, refused: null };
  const created = row.op === 'create';
  return {
    ...link,
    rev: tick,
    ids: withSide(link.ids, side, id),
    keys: row.key === null ? link.keys : withSide(link.keys, side, row.key),
    gone: created ? withSide(link.gone, side, false) : link.gone,
    optedOut: row.op === 'update' ? link.optedOut : withSide(link.optedOut, side, row.optedOut),
    wrote: stamp === null ? link.wrote : withSide(link.wrote, side, stamp),
    behind,
    // An opt-out settles nothing of a pair one of whom is gone: what an operator or we ourselves would not have stands.
    refused: row.op === 'optOut' && (link.gone.crm || link.gone.platform) ? link.refused : null,
  };
}

/** Key under which a pair's baseline is kept, or null for a half link. */
export function pairOf(link: Pick<Link, 'ids'>): { readonly crm: string; readonly platform: string } | null {
  return link.ids.crm !== null && link.ids.platform !== null
    ? { crm: link.ids.crm, platform: link.ids.platform }
    : null;
}

export function isHalf(link: Pick<Link, 'ids'>): boolean {
  return link.ids.crm === null || link.ids.platform === null;
}

/** The side a half link is known on. */
export function knownSide(link: Pick<Link, 'ids'>): 'crm' | 'platform' {
  return link.ids.crm !== null ? 'crm' : other('crm');
}

/** Known on its other side only, as if it had never been on this one. */
export function halved(link: Link, side: Side, tick: number): Link {
  return {
    ...link,
    rev: tick,
    ids: withSide(link.ids, side, null),
    keys: withSide(link.keys, side, null),
    gone: withSide(link.gone, side, false),
    optedOut: withSide(link.optedOut, side, false),
    wrote: withSide(link.wrote, side, null),
    behind: false,
    refused: null,
  };
}
