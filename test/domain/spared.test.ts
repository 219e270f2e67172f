import { expect, test } from '@jest/globals';
import { rejectionOf } from '../../src/domain/guard.js';
import { refusedToo, wasRefused } from '../../src/domain/refused.js';
import { sparing, tryingAgain } from '../../src/domain/spared.js';
import type { Side } from '../../src/domain/side.js';
import { link } from '../support/people.js';

const isSpared = (one: { readonly id: number; readonly refused: string | null }, side: Side) =>
  (['archive', 'delete'] as const).map((op) =>
    wasRefused(one.refused, () => [rejectionOf({ link: one.id, side, op, changes: [] })]),
  );

test('R-ALL-9 a record that is spared is neither archived nor deleted, the other one of its link is', () => {
  const spared = sparing(link({ id: 7 }), 'platform');
  expect(isSpared(spared, 'platform')).toEqual([true, true]);
  expect(isSpared(spared, 'crm')).toEqual([false, false]);
});

test('R-ALL-9 whatever else was refused is tried again, and who is spared stays spared, under whatever number', () => {
  const before = sparing(link({ id: 7, refused: 'x' }), 'platform');
  const after = tryingAgain({ ...before, id: 8 });
  expect(isSpared(after, 'platform')).toEqual([true, true]);
  expect(wasRefused(before.refused, () => ['x'])).toBe(true);
  expect(wasRefused(after.refused, () => ['x'])).toBe(false);
  expect(tryingAgain(link({ refused: 'x y' })).refused).toBeNull();
});

test('R-ALL-9 an operator’s rejection of one way to take it away is kept as it is', () => {
  const rejected = rejectionOf({ link: 7, side: 'crm', op: 'delete', changes: [] });
  expect(isSpared(tryingAgain(link({ refused: refusedToo(null, rejected) })), 'crm')).toEqual([false, true]);
});

test('R-ALL-9 no number of refused plans pushes out that somebody is spared; the oldest plans give way', () => {
  const plans = Array.from({ length: 20 }, (_, at) => `p${at}`);
  const spared = sparing(link({ refused: 'first' }), 'crm');
  const after = { ...spared, refused: plans.reduce<string | null>(refusedToo, spared.refused) };
  expect(isSpared(after, 'crm')).toEqual([true, true]);
  const known = ['first', ...plans].filter((plan) => wasRefused(after.refused, () => [plan]));
  expect(known).toEqual(plans.slice(-8));
});
