import { expect, test } from '@jest/globals';
import { shortcomings } from './shortcomings.js';

/** One process beside the other suites on a small machine, some of which measure time. More in `npm run test:slow`, others by `npm run simulate`. */
test('R-ALL-4 R-ALL-7 R-ALL-15 no edit is lost and nobody doubled, whatever fails between any two steps', async () => {
  expect(await shortcomings(1, 5_000, 1)).toEqual([]);
}, 3_600_000);
