import type { Baseline, Link } from './link.js';
import type { Side } from './side.js';

/** A record of the CRM was converted or merged away: what is known of it and of the record it became. */
export interface Standing {
  /** The link of the record that went. */
  readonly mine: Pick<Link, 'ids'>;
  /** The link of the one it became, if it has one. */
  readonly theirs: Pick<Link, 'ids'> | null;
  /** The successor is of an object that the connection syncs. */
  readonly synced: boolean;
  /** Either link has a write that may have landed. */
  readonly open: boolean;
  /** The person was opted out under the record that went. */
  readonly left: boolean;
  /** The successor, and the platform record of either link: living, and shown as opted out. */
  readonly alive: Shown;
  readonly optedOut: Shown;
}

interface Shown {
  readonly successor: boolean;
  readonly mine: boolean;
  readonly theirs: boolean;
}

export type Succession =
  /** Nothing may happen to a link with an open write (protocol 1, rule 5). */
  | { readonly kind: 'waits' }
  /** Opt-out first, on the one record that can carry it on: the rest crosses by itself (R-ALL-8). */
  | { readonly kind: 'optsOut'; readonly side: Side }
  /** My link goes on with the successor. */
  | { readonly kind: 'moves' }
  /** The successor's link takes my platform record over, living or as a tombstone; mine ends, or keeps the tombstone that one had. */
  | { readonly kind: 'handsOver' }
  /** Both have a living platform record: these become one. */
  | { readonly kind: 'merges' }
  /** My platform record is gone, and stays mine: should it come back, it is the same person's (R-ALL-9). */
  | { readonly kind: 'rests' }
  /** I have nothing to give. */
  | { readonly kind: 'ends' };

/**
 * What becomes of the link of a record that was converted or merged away (R-ALL-10, R-ALL-11; protocol 4.3). Whether the successor lives makes no difference
 * but to opt-outs: whoever is deleted after a merge takes the same way, so that the tombstone follows the chain (R-ALL-9).
 */
export function succession({ mine, theirs, synced, open, left, alive, optedOut }: Standing): Succession {
  if (open) return { kind: 'waits' };
  if (left && alive.mine && !optedOut.mine) return { kind: 'optsOut', side: 'platform' };
  const knows = optedOut.successor || (alive.theirs && optedOut.theirs);
  if (left && !alive.mine && alive.successor && !knows) return { kind: 'optsOut', side: 'crm' };
  // Never on the platform as what it was, and now nobody's to bring there.
  if (theirs === null) return { kind: synced || mine.ids.platform !== null ? 'moves' : 'ends' };
  if (alive.mine) return { kind: alive.theirs ? 'merges' : 'handsOver' };
  if (mine.ids.platform === null) return { kind: 'ends' };
  return { kind: theirs.ids.platform === null ? 'handsOver' : 'rests' };
}

/** The baseline of a pair that follows another: its own if it ever had one, else the other's, since the values were carried over (protocol 7). */
export function inherited(own: Baseline, before: Baseline): Baseline {
  return Object.keys(own).length > 0 ? own : before;
}
