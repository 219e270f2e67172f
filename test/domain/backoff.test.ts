import { expect, test } from '@jest/globals';
import { type Gate, gateOf } from '../../src/domain/backoff.js';
import { KINDS, type Kind } from '../../src/domain/faults.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const waiting = (minutes: number): Gate => ({ state: 'waiting', ms: minutes * MINUTE });

test.each<[Kind, number, number | null, Gate]>([
  ['quota', 1, null, waiting(15)],
  ['quota', 2, null, waiting(30)],
  ['quota', 3, null, waiting(60)],
  ['quota', 400, null, waiting(60)],
  ['throttled', 1, null, waiting(1)],
  ['throttled', 4, null, waiting(8)],
  ['throttled', 6, null, waiting(30)],
  ['unreachable', 1, null, waiting(1)],
  ['unreachable', 5_000, null, waiting(30)],
  // What the vendor asked for counts where it is longer, and up to a day.
  ['throttled', 1, 40 * MINUTE, waiting(40)],
  ['throttled', 6, MINUTE, waiting(30)],
  ['quota', 1, 3 * DAY, { state: 'waiting', ms: DAY }],
  ['unauthorized', 1, null, { state: 'needsAuth', ms: 15 * MINUTE }],
  ['unauthorized', 9, DAY, { state: 'needsAuth', ms: 15 * MINUTE }],
  ['drifted', 1, null, { state: 'waiting', ms: 1_000 }],
  ['drifted', 3, null, { state: 'waiting', ms: 1_000 }],
  ['drifted', 4, null, { state: 'blocked' }],
  ['misconfigured', 1, null, { state: 'blocked' }],
  ['broken', 3, MINUTE, { state: 'blocked' }],
])('stopped by %s the %i. time in succession, asked to wait %p ms: %j', (kind, failures, asked, gate) => {
  expect(gateOf(kind, failures, asked)).toEqual(gate);
});

test('every kind that the table lets pass by itself is waited for, and no other', () => {
  const kinds = Object.keys(KINDS) as Kind[];
  const passing = kinds.filter((kind) => gateOf(kind, 1, null).state === 'waiting');
  expect(passing.toSorted()).toEqual(
    kinds.filter((kind) => ['retry', 'wait', 'again'].includes(KINDS[kind].then)).toSorted(),
  );
});
