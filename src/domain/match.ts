import type { Cause } from './inbox.js';
import type { Link } from './link.js';
import type { Snapshot } from './record.js';

/** A record of the other side that may be the same person. */
export interface Candidate {
  readonly id: string;
  /** Its live link, half or whole; null: none yet. */
  readonly link: Link | null;
  /** It carries my id, or I carry its. */
  readonly carried: boolean;
}

/** Everything known when a record without a partner is met. */
export interface Meeting {
  readonly me: Snapshot;
  /** My normalised email; null: none. */
  readonly key: string | null;
  /** Live records of my own side and object with my key, other than me. */
  readonly twins: readonly string[];
  readonly there: readonly Candidate[];
  /** A create that is still open may be me, or my partner. */
  readonly pending: boolean;
  /** Salesforce knows the person as an object this connection does not sync. */
  readonly elsewhere: 'exists-as-lead' | 'exists-as-contact' | null;
  readonly ownedElsewhere: boolean;
}

export type Match =
  | { readonly kind: 'pair'; readonly id: string; readonly link: Link | null }
  /** Known here only: may be created over there. */
  | { readonly kind: 'alone' }
  | { readonly kind: 'listed'; readonly cause: Cause; readonly candidates: readonly string[] };

/**
 * Who a record without a partner is: by carried id, then by email (R-ALL-1; the link itself was asked before).
 * Several candidates, or several of my own kind with my email: nothing is written for that person.
 */
export function match(meeting: Meeting): Match {
  const { me, key, twins, there, pending } = meeting;
  if (me.unfit) return listed(me.unfit);
  if (meeting.ownedElsewhere) return listed('owned-elsewhere');
  if (pending) return listed('pending');
  const carried = there.filter((candidate) => candidate.carried);
  if (carried.length === 1 && isFree(me, carried[0]!))
    return { kind: 'pair', id: carried[0]!.id, link: carried[0]!.link };
  if (key === null) return listed('missing-email');
  if (twins.length > 0) return listed('ambiguous-match', twins);
  if (meeting.elsewhere) return listed(meeting.elsewhere);
  if (there.length === 0) return { kind: 'alone' };
  const [only] = there;
  if (there.length === 1 && only && isFree(me, only)) return { kind: 'pair', id: only.id, link: only.link };
  return listed(
    'ambiguous-match',
    there.map((candidate) => candidate.id),
  );
}

/** Has no partner of my side, or one that is gone. */
function isFree(me: Snapshot, { link }: Candidate): boolean {
  return link === null || link.ids[me.side] === null || link.ids[me.side] === me.id || link.gone[me.side];
}

function listed(cause: Cause, candidates: readonly string[] = []): Match {
  return { kind: 'listed', cause, candidates };
}
