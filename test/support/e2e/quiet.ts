import { expect } from '@jest/globals';
import type { Written } from './control.js';
import type { Up } from './startUp.js';

/** So many quiet runs are to write nothing after whatever happened. */
export const QUIET = 10;

/**
 * Syncs again and again while nobody edits anything, each to its end; returns what was written all the same.
 * @param code each ends with: 0 in step, else what is listed (4) or held (6) stays so
 */
export async function quiet(
  up: Pick<Up, 'json' | 'control'>,
  id: string,
  runs = QUIET,
  code = 0,
): Promise<readonly Written[]> {
  const from = await up.control.mark();
  for (let n = 0; n < runs; n += 1) {
    const report = await up.json(code, 'sync', id);
    if (code === 0) expect(report).toMatchObject({ outcome: 'inStep', errors: {} });
  }
  return up.control.writes(from);
}
