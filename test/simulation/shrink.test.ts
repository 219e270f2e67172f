import { expect, test } from '@jest/globals';
import { BANK } from './bank.js';
import { describeShrunk, shrink } from './shrink.js';
import { firstCaught } from './tellMany.js';

test('a failing history is told as short as it still fails, in the same way', async () => {
  const bug = BANK['last writer wins, no baseline']!;
  let caught = await firstCaught(bug, 1, 20);
  while (caught !== null && !caught.failure.startsWith('lost update'))
    caught = await firstCaught(bug, caught.seed + 1, 20);
  const { seed } = caught!; // it shows in most histories
  const shrunk = await shrink(seed, bug);
  expect(shrunk).toMatchObject({ seed, failure: expect.stringMatching(/^lost update/) });
  const { kept, of, failure, lines } = shrunk!;
  expect(kept).toBeLessThan(of / 2);
  expect(lines.at(-1)).toBe(`FAILS: ${failure}`);
  const told = describeShrunk(shrunk!);
  expect(told.startsWith(`seed ${seed}, ${kept} of ${of} operations: lost update of `)).toBe(true);
  expect(told).toMatch(/^.*\n {2}(?:user makes|run 1 begins)/);
});

test('a history that ends well is not told again', async () => {
  expect(await shrink(1)).toBeNull();
});
