import { successorOf, type Snapshot } from './record.js';
import type { Side } from './side.js';

/** Somebody was deleted on a side, and is not made anew there by the sync (R-ALL-9). */
export interface Tombstone {
  readonly side: Side;
  /** The record that was deleted. */
  readonly record: string;
  /** Normalised email it had there, as last seen. */
  readonly key: string | null;
  /** The other side's record of the same person: not carried back under another email either. */
  readonly partner: string | null;
  /** The record this one was merged or converted into: then it is a tombstone only if that one is. */
  readonly heir: string | null;
}

/** As stored. */
export interface Stone extends Tombstone {
  /** Tick of the transaction that last saw the record deleted. */
  readonly rev: number;
  /** An operator lets the person be created again. */
  readonly cleared: boolean;
}

export interface BuriedAsk {
  /** The email a create would carry. */
  readonly key: string | null;
  /** The other side's record it would be made from. */
  readonly partner: string | null;
  /** Of the side it would be made on: all that bear either, and the heirs of these. */
  readonly stones: readonly Stone[];
}

/** The tombstone that forbids a create, by email or by the person's other record, at the end of its chain; null: none. */
export function buried({ key, partner, stones }: BuriedAsk): Stone | null {
  const byRecord = new Map(stones.map((stone) => [stone.record, stone]));
  for (const stone of stones) {
    const own = (key !== null && stone.key === key) || (partner !== null && stone.partner === partner);
    if (!own) continue;
    const end = endOf(stone, byRecord);
    if (end !== null && !end.cleared) return end;
  }
  return null;
}

/** null: the record lives on as another. */
function endOf(stone: Stone, byRecord: ReadonlyMap<string, Stone>): Stone | null {
  let at: Stone | undefined = stone;
  for (let hops = 0; at !== undefined && hops <= byRecord.size; hops += 1) {
    if (at.heir === null) return at;
    at = byRecord.get(at.heir);
  }
  return null;
}

export interface Lifting {
  /** A living record, its email and when it was seen. */
  readonly id: string;
  readonly key: string | null;
  readonly seq: number;
  /** That other side's record has another email by now: it is not whom the living record makes anew. */
  readonly isAnother: (partner: string) => boolean;
}

/**
 * The stones that a living record takes away: its own, and whatever bears its email there, if it was seen after they were set.
 * The stone of somebody whose other record has another email by now stays: the email is in other hands, the person is still not made anew.
 */
export function liftedBy(stones: readonly Stone[], { id, key, seq, isAnother }: Lifting): readonly Stone[] {
  return stones.filter((stone) => {
    if (stone.rev > seq) return false;
    if (stone.record === id) return true;
    if (key === null || stone.key !== key || stone.heir !== null) return false;
    return stone.partner === null || !isAnother(stone.partner);
  });
}

/** A record that complete listings did not show, the first and the latest of them: the side's own times, epoch ms. */
export interface Missing {
  readonly record: string;
  readonly since: number;
  readonly last: number;
}

/**
 * A deletion is believed where the side itself shows the record as deleted or archived. That nothing is found of it proves nothing by itself: two complete
 * listings without it must lie a hold time apart (R-ALL-9).
 */
export function isProven(record: Snapshot, missing: Missing | null, holdMs: number): boolean {
  if (!record.deleted || successorOf(record) !== null) return false;
  return record.absent !== true || isMissed(missing, holdMs);
}

/** Two complete listings a hold time apart did not show it: worth a look at the record itself. */
export function isMissed(missing: Missing | null, holdMs: number): boolean {
  return missing !== null && missing.last - missing.since >= holdMs;
}

/** A listing counts as complete where it shows as many records as the system says there are; one that shows nobody never does. */
export function isComplete({ listed, total }: { readonly listed: number; readonly total: number }): boolean {
  return listed > 0 && listed === total;
}
