import { expect, test } from '@jest/globals';
import { BANK } from './bank.js';
import { describeShrunk, shrink } from './shrink.js';

test('a failing history is told as short as it still fails, in the same way', async () => {
  const shrunk = await shrink(1, BANK['last writer wins, no baseline']);
  expect(shrunk).toMatchObject({ seed: 1, of: 42, failure: expect.stringMatching(/^lost update/) });
  expect(shrunk?.kept).toBeLessThan(15);
  expect(shrunk?.lines.at(-1)).toBe(`FAILS: ${shrunk?.failure}`);
  expect(describeShrunk(shrunk!)).toMatch(/^seed 1, \d+ of 42 operations: lost update of \w.*\n {2}user makes/);
});

test('a history that ends well is not told again', async () => {
  expect(await shrink(1)).toBeNull();
});
