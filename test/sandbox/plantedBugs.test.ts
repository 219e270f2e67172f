import { expect, test } from '@jest/globals';
import { openBench } from './coverage/bench.js';
import { CHECKS } from './coverage/checks.js';
import { PLANTED_BUGS } from './coverage/plantedBugs.js';

/** Whether the walk through docs/sandbox.md would notice: each bug is planted, and the check of its row must fail. */
test.each(PLANTED_BUGS)('$bug: caught by $row', async ({ row, plant }) => {
  const check = CHECKS[row];
  if (check === undefined) throw new Error(`no check for the row ${row}`);
  const bench = await openBench((app) => plant(app));
  try {
    await expect(check(bench)).rejects.toThrow();
  } finally {
    await bench.close();
  }
});
