import { expiresAt } from '../../domain/holding.js';
import type { Hold } from '../../ports/office.js';
import { isoTime } from '../print/isoTime.js';

/** What waits for an answer under one hash, as it is shown. */
export interface StandingHold extends Pick<Hold, 'hash' | 'n' | 'run'> {
  /** When it is rejected unanswered. */
  readonly expires: string;
}

export function standingHolds(holds: readonly Hold[]): readonly StandingHold[] {
  return holds.map((hold) => ({ hash: hold.hash, n: hold.n, run: hold.run, expires: isoTime(expiresAt(hold)) }));
}
