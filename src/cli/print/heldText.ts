import type { StandingHold } from '../operations/standingHolds.js';
import { amount } from './table.js';

/** What waits for an answer, a line for each hash. */
export function heldLines(holds: readonly StandingHold[]): readonly string[] {
  return holds.map(
    ({ hash, n, run, expires }) =>
      `held ${amount(n)} changes of run ${run} under ${hash}: \`tandem approve\` writes them, \`tandem reject\` does not, nor does no answer until ${expires.slice(0, 10)}`,
  );
}
