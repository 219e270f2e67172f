import { expect, test } from '@jest/globals';
import { BANK } from './bank.js';
import { tellSmall } from './smallWorlds.js';
import { tellSmallApart } from './tellSmallApart.js';

/** More by `npm run simulate -- --small --depth N`. */
const DEPTH = 3;

test('R-ALL-4 R-ALL-7 one person, three values: every order of edits, lost answers, crashes and runs ends well', async () => {
  const { histories, failures } = await tellSmallApart(DEPTH);
  process.stderr.write(`small worlds: ${histories} histories of up to ${DEPTH} deeds\n`);
  expect(failures).toEqual([]);
  expect(histories).toBeGreaterThan(100);
}, 3_600_000);

test('the small world’s oracle sees an edit go that came after a write nobody heard of', async () => {
  const deeds = ['crm b', 'platform loses landed', 'platform c'] as const;
  expect(await tellSmall(deeds, { policy: 'salesforce' })).toEqual({ kind: 'well' });
  expect(await tellSmall(deeds, { policy: 'salesforce' }, BANK['last writer wins, no baseline'])).toEqual({
    kind: 'failed',
    failure: 'lost update',
  });
});
