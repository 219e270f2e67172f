import { expect, test } from '@jest/globals';
import { shortcomings } from '../shortcomings.js';

/** Others than those of `npm test`, with the machine to itself. */
test('R-ALL-4 R-ALL-7 R-ALL-15 no edit is lost and nobody doubled, in thousands more', async () => {
  expect(await shortcomings(10_001, 4_500, 2)).toEqual([]);
}, 3_600_000);
