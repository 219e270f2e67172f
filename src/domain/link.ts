import { SIDES, type PerSide, type Side } from './side.js';
import type { Value } from './value.js';

/**
 * The stored pair of one person's two records; one side is null while the person is known on one side only.
 * `rev` is drawn from the store's sequence at every change of ids, baseline, gone, opt-out or life (protocol 3.1).
 */
export interface Link {
  readonly id: number;
  readonly rev: number;
  readonly ids: PerSide<string | null>;
  /** Salesforce object of the CRM record, or the one it would be created as. */
  readonly object: string;
  /** Normalised email last seen on each side: the match key. */
  readonly keys: PerSide<string | null>;
  /** Deleted, archived, converted or merged away on that side. */
  readonly gone: PerSide<boolean>;
  readonly optedOut: PerSide<boolean>;
  /** Stamp of our own last write on each side (epoch ms), null if none. */
  readonly wrote: PerSide<number | null>;
  /** A plan of this link has differences that have not been settled: an unread side may not be taken to equal its baseline. */
  readonly behind: boolean;
  /** Hashes of what a side refused or a person rejected, the newest last: not sent again unchanged (R-ALL-15). */
  readonly refused: string | null;
  readonly dead: boolean;
  /** Paired by a plan alone: no run that writes has met the pair yet, so none has counted it as linked. */
  readonly tentative: boolean;
}

/** Its records. */
export function refsOf({ ids }: Pick<Link, 'ids'>): readonly { readonly side: Side; readonly id: string }[] {
  const refs: { side: Side; id: string }[] = [];
  for (const side of SIDES) if (ids[side] !== null) refs.push({ side, id: ids[side] });
  return refs;
}

/** What each side last showed of one mapped field when the link was last in step. */
export interface BaselinePair {
  readonly crm: Value;
  readonly platform: Value;
  /** Run and time (epoch ms) of the decision, for explain. */
  readonly run: number;
  readonly at: number;
}

/** By rule key; belongs to the pair of record ids, not to the link (protocol 3.2). */
export type Baseline = Readonly<Record<string, BaselinePair>>;
