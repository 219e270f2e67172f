import { DELETIONS } from './deletions.js';
import { CONSENTS } from './consents.js';
import { LOST_WRITES } from './lostWrites.js';
import { RACES } from './races.js';
import { READINGS } from './readings.js';
import { RETURNS } from './returns.js';
import type { Bug } from './setup.js';
import { SHORTAGES } from './shortages.js';
import { TWO_CONNECTIONS } from './twoConnections.js';
import { SUCCESSIONS } from './successions.js';
import type { Tale } from './tale.js';

export const TALES = {
  ...SUCCESSIONS,
  ...CONSENTS,
  ...LOST_WRITES,
  ...RACES,
  ...READINGS,
  ...DELETIONS,
  ...RETURNS,
  ...SHORTAGES,
  ...TWO_CONNECTIONS,
} as const satisfies Record<string, Tale>;

export type TaleName = keyof typeof TALES;

/** What a tale saw, what the oracle saw, or what broke. */
export async function caughtIn(name: TaleName, bug: Bug): Promise<string | null> {
  return TALES[name](bug).catch((error: unknown) => String(error));
}
