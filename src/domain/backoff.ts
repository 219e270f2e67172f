import { KINDS, type Kind } from './faults.js';

const MINUTE = 60_000;

/** How long the connection stands still after the first such stop, and at most; doubled in between. */
const WAITS = {
  // A day's quota comes back bit by bit in Salesforce (24 h rolling) and at midnight elsewhere: looking every hour is soon enough.
  quota: { first: 15 * MINUTE, most: 60 * MINUTE },
  throttled: { first: MINUTE, most: 30 * MINUTE },
  unreachable: { first: MINUTE, most: 30 * MINUTE },
} as const satisfies Partial<Record<Kind, { first: number; most: number }>>;

/** A run that met drift is followed by one that knows of it. Where it goes on, what vanishes cannot be parked: a person must look. */
const DRIFT = { pauseMs: 1_000, most: 3 } as const;

const LONGEST_ASKED = 24 * 60 * MINUTE;
/** A person mends credentials when it suits them; we look whether it is done. */
export const RECHECK_MS = 15 * MINUTE;

/** What a connection does about a fault that stopped its run: waits for a time, or for a person. */
export type Gate =
  | { readonly state: 'waiting'; readonly ms: number }
  | { readonly state: 'needsAuth'; readonly ms: number }
  | { readonly state: 'blocked' };

/**
 * @param failures stops of this sort in succession, this one included
 * @param askedMs what the vendor asked for; kept up to a day
 */
export function gateOf(kind: Kind, failures: number, askedMs: number | null): Gate {
  const then = KINDS[kind].then;
  if (then === 'needsAuth') return { state: 'needsAuth', ms: RECHECK_MS };
  if (then === 'again' && failures <= DRIFT.most) return { state: 'waiting', ms: DRIFT.pauseMs };
  if (kind !== 'quota' && kind !== 'throttled' && kind !== 'unreachable') return { state: 'blocked' };
  const { first, most } = WAITS[kind];
  const grown = Math.min(most, first * 2 ** Math.min(20, Math.max(0, failures - 1)));
  return { state: 'waiting', ms: Math.max(grown, Math.min(askedMs ?? 0, LONGEST_ASKED)) };
}
