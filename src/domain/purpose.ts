/**
 * What calls to the org are made for, the most urgent first: opt-outs and whatever must be read to find them, and the end of what was begun; what someone asked
 * for and waits for; what changed; all of it anew.
 */
export type Purpose = 'urgent' | 'onDemand' | 'changes' | 'backfill';

/** Daily calls of an org that are nobody's but its own. */
const RESERVE = 0.05;

/**
 * Up to where the org's daily calls, whoever made them, may be used by the time a call of this purpose goes out: a part of the connection's share
 * (`salesforce.apiShare`), or of all. `begins`: beyond it no such work is begun, since it would use up what is left and come to no end.
 */
export const PURPOSES = {
  urgent: { of: 'org', begins: 1, ends: 1 },
  onDemand: { of: 'share', begins: 1, ends: 1 },
  changes: { of: 'share', begins: 0.9, ends: 0.9 },
  backfill: { of: 'share', begins: 0.5, ends: 0.75 },
} as const satisfies Record<Purpose, { of: 'org' | 'share'; begins: number; ends: number }>;

/**
 * Calls of the org from which on none of this purpose is made: never into the org's own reserve, whatever the share.
 * @param share 0 to 1, @param limit the org's calls a day
 */
export function mostCalls(purpose: Purpose, at: 'begins' | 'ends', share: number, limit: number): number {
  const { of, [at]: part } = PURPOSES[purpose];
  return limit * Math.min(1 - RESERVE, of === 'org' ? part : share * part);
}

export interface PurposeAsk {
  readonly mode: 'sync' | 'plan' | 'records';
  /** Somebody reads all of a side: asked for, or because no window of this mapping was ever settled. */
  readonly whole: boolean;
  /** By a person. */
  readonly asked: boolean;
}

/** Whoever asks for everything asks for a backfill. */
export function purposeOf({ mode, whole, asked }: PurposeAsk): Purpose {
  if (mode === 'records') return 'onDemand';
  if (whole) return 'backfill';
  return asked ? 'onDemand' : 'changes';
}

/** Before anybody is known, everybody read may be one who opted out; but a backfill reads those of whom that is known long since. */
export function readingPurpose(purpose: Purpose): Purpose {
  return purpose === 'backfill' ? 'backfill' : 'urgent';
}
