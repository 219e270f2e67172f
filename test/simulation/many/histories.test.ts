import { expect, test } from '@jest/globals';
import { shortcomings } from '../shortcomings.js';

/** Others than those of `npm test`, with the machine to itself. */
test('R-ALL-4 R-ALL-7 R-ALL-15 no edit is lost and nobody doubled, in thousands more', async () => {
  expect(await shortcomings(5_001, 15_000, 2)).toEqual([]);
}, 3_600_000);

/** Short of calls a run stops where they end, and opt-outs go on (decision 12). */
test('R-ALL-4 R-ALL-7 R-ALL-8 no edit or opt-out is lost where the org’s calls run short again and again', async () => {
  expect(await shortcomings(520_001, 1_500, 2, true)).toEqual([]);
}, 3_600_000);
