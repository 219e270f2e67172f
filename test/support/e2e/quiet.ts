import { expect } from '@jest/globals';
import type { Written } from './control.js';
import type { Up } from './startUp.js';

/** So many quiet runs are to write nothing after whatever happened. */
export const QUIET = 10;

/** Syncs again and again while nobody edits anything, each to its end in step; returns what was written all the same. */
export async function quiet(up: Pick<Up, 'json' | 'control'>, id: string, runs = QUIET): Promise<readonly Written[]> {
  const from = await up.control.mark();
  for (let n = 0; n < runs; n += 1)
    expect(await up.json(0, 'sync', id)).toMatchObject({ outcome: 'inStep', errors: {} });
  return up.control.writes(from);
}
