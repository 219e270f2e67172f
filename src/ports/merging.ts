import type { Outcome } from './people.js';

/** Two records of one person, of which one gives way. */
export interface Merge {
  readonly ref: number;
  readonly object: string;
  /** The record that gives way. */
  readonly id: string;
  /** The record that stays. */
  readonly into: string;
}

/**
 * A platform on which two records can become one (R-ALL-10, R-ALL-11). Laws, proven by test/contract/merging.ts:
 *   M1  what only the record that gives way has in memberships goes to the one that stays, which keeps its values; then the first is archived.
 *   M2  opted out on either is opted out on the one that stays, before anything is archived. Nobody is ever opted in.
 *   M3  `stale` when either is gone: then nothing is archived. Twice is once. One Outcome per input, faults as law L2 of People.
 */
export interface Merging {
  merge(merges: readonly Merge[]): Promise<readonly Outcome[]>;
}
