import { afterAll, expect, test } from '@jest/globals';
import { BANK } from './bank.js';
import { SEEN_IN, TOLD_IN } from './seenIn.js';
import { caughtIn } from './tales.js';
import { firstCaught } from './tellMany.js';

/** How far a bug is looked for where its hint is no longer right. */
const MOST_HISTORIES = 400;
const caught: string[] = [];

test.each(Object.entries(BANK))(
  'the simulator catches a planted bug: %s',
  async (name, bug) => {
    const tale = TOLD_IN[name];
    if (tale !== undefined) expect([tale, await caughtIn(tale, bug)]).not.toEqual([tale, null]);
    const seen = tale ?? (await firstCaught(bug, SEEN_IN[name] ?? 1, 1)) ?? (await firstCaught(bug, 1, MOST_HISTORIES));
    expect(seen).not.toBeNull();
    caught.push(name);
  },
  600_000,
);

afterAll(
  () => void process.stderr.write(`simulation: ${caught.length} of ${Object.keys(BANK).length} planted bugs caught\n`),
);
