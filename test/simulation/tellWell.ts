import { expect } from '@jest/globals';
import { tellApart } from './tellApart.js';
import { describeSummary } from './tellMany.js';

/** What makes a simulation worth its name: runs and landed writes a history, at the least. */
const ENOUGH = { runs: 5, writes: 10 };

/** Tells so many histories in so many processes, and expects all of them to end well, every fault to have fired, and enough to have been done. */
export async function tellWell(from: number, histories: number, processes: number): Promise<void> {
  const summary = await tellApart(from, histories, processes);
  process.stderr.write(`simulation: ${describeSummary(summary)}\n`);
  expect(summary.failures).toEqual([]);
  expect(summary.histories).toBe(histories);
  expect(summary.runs).toBeGreaterThan(ENOUGH.runs * histories);
  expect(summary.writes).toBeGreaterThan(ENOUGH.writes * histories);
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
}
