import { expect, test } from '@jest/globals';
import { rejectionOf } from '../../src/domain/guard.js';
import { refusedToo, wasRefused } from '../../src/domain/refused.js';
import { sparedToo, sparing } from '../../src/domain/spared.js';
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

test('R-ALL-9 R-ALL-17 under another number it is spared still, and nothing else that was refused is remembered', () => {
  const before = sparing(link({ id: 7, refused: 'x' }), 'platform');
  const heir = sparedToo(link({ id: 8 }), before);
  expect(isSpared(heir, 'platform')).toEqual([true, true]);
  expect(heir.refused).not.toContain('x');
});

test('R-ALL-9 an operator’s rejection of one way to take it away goes along as it is', () => {
  const rejected = rejectionOf({ link: 7, side: 'crm', op: 'delete', changes: [] });
  const heir = sparedToo(link({ id: 8 }), { id: 7, refused: refusedToo(null, rejected) });
  expect(isSpared(heir, 'crm')).toEqual([false, true]);
});

test('of whom nothing was refused nothing goes along', () => {
  const heir = link({ id: 8 });
  expect(sparedToo(heir, { id: 7, refused: null })).toBe(heir);
});
