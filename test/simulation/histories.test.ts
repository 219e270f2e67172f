import { expect, test } from '@jest/globals';
import { tellApart } from './tellApart.js';
import { describeSummary } from './tellMany.js';

/** More by `npm run simulate -- --histories 100000`. */
const HISTORIES = 10_000;
/** Beside the other suites on a small machine, some of which measure time. */
const PROCESSES = 1;
/** What makes a simulation worth its name: runs and landed writes a history, at the least. */
const ENOUGH = { runs: 5, writes: 10 };

test('R-ALL-4 R-ALL-7 R-ALL-15 no edit is lost and nobody doubled, whatever fails between any two steps', async () => {
  const summary = await tellApart(1, HISTORIES, PROCESSES);
  process.stderr.write(`simulation: ${describeSummary(summary)}\n`);
  expect(summary.failures).toEqual([]);
  expect(summary.histories).toBe(HISTORIES);
  expect(summary.runs).toBeGreaterThan(ENOUGH.runs * HISTORIES);
  expect(summary.writes).toBeGreaterThan(ENOUGH.writes * HISTORIES);
  expect(Object.keys(summary.fired).toSorted()).toEqual(
    [
      'crash',
      'job cut short',
      'job forgotten',
      'job lost',
      'late answer',
      'late commit',
      'locked row',
      'lost answer',
      'mapping changed',
      'refused row',
      'run stopped',
      'succession',
      'throttled',
      'zombie',
    ].toSorted(),
  );
}, 3_600_000);
