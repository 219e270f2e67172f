import type { Hold } from '../../ports/store.js';
import { amount } from './table.js';

/** What waits for an answer, a line for each hash. */
export function heldLines(holds: readonly Hold[]): readonly string[] {
  return holds.map(
    ({ hash, n, run }) =>
      `held ${amount(n)} changes of run ${run} under ${hash}: \`tandem approve\` writes them, \`tandem reject\` does not`,
  );
}
