import { afterAll, expect, test } from '@jest/globals';
import { BANK } from './bank.js';
import { SEEN_IN } from './seenIn.js';
import { firstCaught } from './tellMany.js';

/** How far beyond its hint a bug is looked for. */
const MOST_HISTORIES = 60;
const caught: string[] = [];

test.each(Object.entries(BANK))(
  'the simulator catches a planted bug: %s',
  async (name, bug) => {
    expect(await firstCaught(bug, SEEN_IN[name] ?? 1, MOST_HISTORIES)).not.toBeNull();
    caught.push(name);
  },
  600_000,
);

afterAll(
  () => void process.stderr.write(`simulation: ${caught.length} of ${Object.keys(BANK).length} planted bugs caught\n`),
);
