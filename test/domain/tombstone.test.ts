import { expect, test } from '@jest/globals';
import { buried, isComplete, isProven, liftedBy, type Stone } from '../../src/domain/tombstone.js';
import { record } from '../support/people.js';

const stone = (record: string, more: Partial<Stone> = {}): Stone => ({
  side: 'platform',
  record,
  key: `${record}@example.org`,
  partner: null,
  heir: null,
  rev: 5,
  cleared: false,
  ...more,
});

test.each<[string, Parameters<typeof buried>[0], string | null]>([
  ['by email', { key: 'm1@example.org', partner: 'c9', stones: [stone('m1')] }, 'm1'],
  [
    'by its other record, whatever its email is now',
    { key: 'x', partner: 'c1', stones: [stone('m1', { partner: 'c1' })] },
    'm1',
  ],
  ['not by someone else’s', { key: 'x', partner: 'c9', stones: [stone('m1', { partner: 'c1' })] }, null],
  ['not by a blank', { key: null, partner: null, stones: [stone('m1', { key: null })] }, null],
  [
    'not once an operator cleared it',
    { key: 'm1@example.org', partner: null, stones: [stone('m1', { cleared: true })] },
    null,
  ],
  [
    'at the end of a chain',
    { key: 'm1@example.org', partner: null, stones: [stone('m1', { heir: 'm2' }), stone('m2')] },
    'm2',
  ],
  [
    'not where the end of the chain lives',
    { key: 'm1@example.org', partner: null, stones: [stone('m1', { heir: 'm2' })] },
    null,
  ],
  [
    'not in a circle',
    { key: 'm1@example.org', partner: null, stones: [stone('m1', { heir: 'm2' }), stone('m2', { heir: 'm1' })] },
    null,
  ],
])('R-ALL-9 someone is buried %s', (_, ask, wanted) => {
  expect(buried(ask)?.record ?? null).toBe(wanted);
});

test('R-ALL-9 a living record takes its own tombstone away and those of its email, but only if it was seen after they were set', () => {
  const stones = [
    stone('m1'),
    stone('m2', { key: 'm1@example.org' }),
    stone('m3'),
    stone('m4', { key: 'm1@example.org', heir: 'm3' }),
    stone('m5', { key: 'm1@example.org', partner: 'c5' }),
  ];
  const lifted = (seq: number, isAnother = (_partner: string) => false) =>
    liftedBy(stones, { id: 'm1', key: 'm1@example.org', seq, isAnother }).map(({ record }) => record);
  expect(lifted(4)).toEqual([]);
  expect(lifted(5)).toEqual(['m1', 'm2', 'm5']);
  // Whose partner goes by another email now is not who came with this one.
  expect(lifted(5, (partner) => partner === 'c5')).toEqual(['m1', 'm2']);
});

const HOUR = 3_600_000;

test('R-ALL-9 a deletion is believed where the side shows it, not where the record became another', () => {
  expect(isProven(record('platform', { deleted: true }), null, HOUR)).toBe(true);
  expect(isProven(record('crm', { deleted: true, mergedInto: '003000000000002AAA' }), null, HOUR)).toBe(false);
  expect(isProven(record('crm'), null, HOUR)).toBe(false);
});

test.each([
  ['no listing', null, false],
  ['one listing', { record: 'm1', since: 5, last: 5 }, false],
  ['two listings too close to each other', { record: 'm1', since: 5, last: 4 + HOUR }, false],
  ['two listings a hold time apart', { record: 'm1', since: 5, last: 5 + HOUR }, true],
])('R-ALL-9 nothing found, and %s to show for it', (_, missing, believed) => {
  expect(isProven(record('platform', { deleted: true, absent: true }), missing, HOUR)).toBe(believed);
  expect(isProven(record('platform'), missing, HOUR)).toBe(false);
});

test.each([
  [{ listed: 7, total: 7 }, true],
  [{ listed: 6, total: 7 }, false],
  [{ listed: 8, total: 7 }, false],
  [{ listed: 0, total: 0 }, false],
])('R-ALL-9 a listing counts where it is as long as the side says: %j', (ask, counts) =>
  expect(isComplete(ask)).toBe(counts),
);
