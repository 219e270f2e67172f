import { afterAll, expect, test } from '@jest/globals';
import { BANK } from './bank.js';
import { firstCaught } from './tellMany.js';

const MOST_HISTORIES = 400;
const caught: string[] = [];

test.each(Object.entries(BANK))(
  'the simulator catches a planted bug: %s',
  async (name, bug) => {
    const found = await firstCaught(bug, 1, MOST_HISTORIES);
    expect(found).not.toBeNull();
    caught.push(name);
  },
  3_600_000,
);

afterAll(
  () => void process.stderr.write(`simulation: ${caught.length} of ${Object.keys(BANK).length} planted bugs caught\n`),
);
