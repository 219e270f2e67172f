import { expect, test } from '@jest/globals';
import { describeSummary, tellMany } from './tellMany.js';

/** More by `npm run simulate -- 10000`. */
const HISTORIES = Number(process.env['TANDEM_HISTORIES'] ?? 500);

test('R-ALL-4 R-ALL-7 R-ALL-15 no edit is lost and nobody doubled, whatever fails between any two steps', async () => {
  const summary = await tellMany(1, HISTORIES);
  process.stderr.write(`simulation: ${describeSummary(summary)}\n`);
  expect(summary.failures).toEqual([]);
  expect(Object.keys(summary.fired).toSorted()).toEqual(
    [
      'crash',
      'late answer',
      'late commit',
      'locked row',
      'lost answer',
      'mapping changed',
      'refused row',
      'run stopped',
      'throttled',
      'zombie',
    ].toSorted(),
  );
}, 3_600_000);
