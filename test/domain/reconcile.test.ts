import { describe, expect, test } from '@jest/globals';
import type { FieldRule } from '../../src/domain/mapping.js';
import { type Decision, reconcile, type Sight } from '../../src/domain/reconcile.js';
import type { Side } from '../../src/domain/side.js';
import type { Value } from '../../src/domain/value.js';
import { baseline, NOON, rule, sight } from '../support/people.js';

type Pair = readonly [crm: Value, platform: Value];

const decide = (field: FieldRule, base: Pair | null, [crm, platform]: Pair): Decision =>
  reconcile(
    [field],
    base ? baseline({ [field.key]: base }) : {},
    sight({ [field.crm]: crm }),
    sight({ [field.platform]: platform }),
  );

/** `crm = b`: Salesforce gets b. */
function told({ writes, rebase, refusals, review }: Decision): string {
  const { crm, platform } = writes;
  return [
    ...crm.map(({ next }) => `crm = ${next}`),
    ...platform.map(({ next }) => `platform = ${next}`),
    ...refusals.map(({ side, why }) => `${side} ${why}`),
    ...review.map((key) => `review ${key}`),
    ...Object.values(rebase).map((pair) => `in step ${pair.crm} ${pair.platform}`),
  ].join(', ');
}

describe('R-ALL-3 a one-way field', () => {
  test.each<[FieldRule['direction'], Pair | null, Pair, string]>([
    ['toPlatform', ['a', 'a'], ['b', 'a'], 'platform = b'],
    ['toPlatform', ['a', 'a'], ['a', 'b'], 'platform = a'],
    ['toPlatform', ['a', 'a'], ['b', 'c'], 'platform = b'],
    ['toPlatform', ['a', 'a'], ['a', null], 'platform = a'],
    ['toPlatform', null, ['a', 'b'], 'platform = a'],
    ['toSalesforce', ['a', 'a'], ['b', 'a'], 'crm = a'],
    ['toSalesforce', ['a', 'a'], ['a', 'b'], 'crm = b'],
    ['toSalesforce', ['a', 'a'], [null, 'a'], 'crm = a'],
    ['toSalesforce', null, ['a', 'b'], 'crm = b'],
  ])('%s, in step at %j, now %j: %s', (direction, base, now, expected) =>
    expect(told(decide(rule({ direction, conflict: 'review' }), base, now))).toBe(expected),
  );
});

describe('R-ALL-4 a two-way field', () => {
  test.each<[string, Pair, Pair, string]>([
    ['one side changed', ['a', 'a'], ['b', 'a'], 'platform = b'],
    ['the other side changed', ['a', 'a'], ['a', 'b'], 'crm = b'],
    ['both changed to equal values', ['a', 'a'], ['b', 'b'], 'in step b b'],
    ['both changed differently', ['a', 'a'], ['b', 'c'], 'review title'],
    ['one side changed, and they differed before', ['a', 'b'], ['c', 'b'], 'platform = c'],
    ['nobody changed, and they differed before', ['a', 'b'], ['a', 'b'], ''],
  ])('%s', (_what, base, now, expected) =>
    expect(told(decide(rule({ conflict: 'review' }), base, now))).toBe(expected),
  );

  test.each<[FieldRule['conflict'], string]>([
    ['salesforce', 'platform = b'],
    ['platform', 'crm = c'],
    ['newest', 'platform = b'],
    ['fill-blank', 'in step b c'],
    ['review', 'review title'],
  ])('both changed differently: %s says %s', (conflict, expected) =>
    expect(told(decide(rule({ conflict }), ['a', 'a'], ['b', 'c']))).toBe(expected),
  );

  test('a write tells what it replaces and what it came from', () => {
    expect(decide(rule(), ['a', 'a'], ['b', 'a']).writes).toEqual({
      crm: [],
      platform: [{ rule: 'title', field: 'TITLE', old: 'a', next: 'b', from: 'b' }],
    });
  });
});

describe('R-ALL-4 newest', () => {
  const at = (seconds: number, wrote: number | null = null): Pick<Sight, 'stamp' | 'wrote'> => ({
    stamp: NOON + seconds * 1_000,
    wrote: wrote === null ? null : NOON + wrote * 1_000,
  });

  test.each<[string, Pick<Sight, 'stamp' | 'wrote'>, Pick<Sight, 'stamp' | 'wrote'>, Side]>([
    ['the later change stands: Salesforce', at(60), at(0), 'crm'],
    ['the later change stands: the platform', at(0), at(60), 'platform'],
    ['equal stamps are Salesforce’s', at(0), at(0), 'crm'],
    ['two seconds are a tie, and Salesforce’s', at(0), at(2), 'crm'],
    ['three seconds are none', at(0), at(3), 'platform'],
    ['a stamp of our own write is nobody’s change', at(60, 60), at(0), 'platform'],
    ['a stamp older than our own write is nobody’s change either', at(60, 61), at(0), 'platform'],
    ['a change after our own write counts', at(62, 61), at(0), 'crm'],
    ['our own write on the platform is nobody’s change', at(0), at(60, 60), 'crm'],
    ['only our own writes on both sides: a tie', at(0, 0), at(60, 60), 'crm'],
  ])('%s', (_what, crm, platform, stands) => {
    const { writes } = reconcile(
      [rule({ conflict: 'newest' })],
      baseline({ title: ['a', 'a'] }),
      sight({ Title: 'b' }, crm),
      sight({ TITLE: 'c' }, platform),
    );
    expect([writes.crm[0]?.next, writes.platform[0]?.next]).toEqual(
      stands === 'crm' ? [undefined, 'b'] : ['c', undefined],
    );
  });
});

describe('R-ALL-5 a first link', () => {
  test.each<[FieldRule['conflict'], FieldRule['blank'], Pair, string]>([
    ['salesforce', 'keeps', [null, 'b'], 'crm = b'],
    ['salesforce', 'clears', [null, 'b'], 'crm = b'],
    ['platform', 'clears', ['a', null], 'platform = a'],
    ['review', 'keeps', ['a', null], 'platform = a'],
    ['fill-blank', 'clears', ['a', null], 'platform = a'],
    ['salesforce', 'keeps', ['a', 'b'], 'platform = a'],
    ['platform', 'keeps', ['a', 'b'], 'crm = b'],
    ['fill-blank', 'keeps', ['a', 'b'], 'in step a b'],
    ['review', 'keeps', ['a', 'b'], 'review title'],
    ['platform', 'keeps', ['a', 'a'], 'in step a a'],
    ['platform', 'keeps', [null, null], 'in step null null'],
  ])('under %s, blank %s, shows %j: %s', (conflict, blank, now, expected) =>
    expect(told(decide(rule({ conflict, blank }), null, now))).toBe(expected),
  );

  test('of a one-way field clears nothing', () =>
    expect(told(decide(rule({ direction: 'toPlatform', blank: 'clears' }), null, [null, 'b']))).toBe('in step null b'));
});

describe('R-ALL-6 a blank', () => {
  const keeps = rule({ blank: 'keeps' });
  const clears = rule({ blank: 'clears' });
  const down = rule({ direction: 'toPlatform' });
  test.each<[string, FieldRule, Pair, Pair, string]>([
    ['is kept to its own side', keeps, ['a', 'a'], [null, 'a'], 'in step null a'],
    ['is kept to its own side on the platform too', keeps, ['a', 'a'], ['a', null], 'in step a null'],
    ['gives way to a later change of the other side', keeps, [null, 'a'], [null, 'b'], 'crm = b'],
    ['overwrites with `clears`', clears, ['a', 'a'], [null, 'a'], 'platform = null'],
    ['overwrites in Salesforce with `clears`', clears, ['a', 'a'], ['a', null], 'crm = null'],
    ['that wins over a change is kept to its own side', keeps, ['a', 'a'], [null, 'b'], 'in step null b'],
    ['that wins over a change overwrites it with `clears`', clears, ['a', 'a'], [null, 'b'], 'platform = null'],
    ['that loses to a change is filled', keeps, ['a', 'a'], ['b', null], 'platform = b'],
    ['was asked about, where the policy asks', rule({ conflict: 'review' }), ['a', 'a'], [null, 'b'], 'review title'],
    ['is filled by fill-blank', rule({ conflict: 'fill-blank' }), ['a', 'a'], [null, 'b'], 'crm = b'],
    ['of a one-way source that was cleared overwrites', down, ['a', 'a'], [null, 'a'], 'platform = null'],
    ['of a one-way source that was cleared overwrites an edit', down, ['a', 'a'], [null, 'b'], 'platform = null'],
    ['of a one-way source that was blank before does not', down, [null, 'a'], [null, 'b'], 'in step null b'],
    [
      'of a one-way source that was blank before does with `clears`',
      rule({ direction: 'toPlatform', blank: 'clears' }),
      [null, 'a'],
      [null, 'b'],
      'platform = null',
    ],
    ['false is none', rule({ type: 'boolean' }), [true, true], [false, true], 'platform = false'],
    ['zero is none', rule({ type: 'number' }), [5, 5], [0, 5], 'platform = 0'],
  ])('%s', (_what, field, base, now, expected) => expect(told(decide(field, base, now))).toBe(expected));

  const ratings = rule({ type: 'picklist', values: { Hot: 'A', None: '' } });
  test.each<[string, FieldRule, Pair, Pair]>([
    ['only control characters', keeps, ['a', 'a'], ['\u0001', 'a']],
    ['a picklist value that stands for blank', ratings, ['Hot', 'A'], ['None', 'A']],
  ])('%s would arrive as one', (_what, field, base, now) => {
    expect(told(decide(field, base, now))).toBe(`in step ${now[0]} ${now[1]}`);
    expect(told(decide({ ...field, blank: 'clears' }, base, now))).toBe('platform = null');
  });
});

describe('R-ALL-7 nothing is written', () => {
  test.each<[string, FieldRule, Pair | null, Pair]>([
    ['where our own write comes back', rule(), ['b', 'b'], ['b', 'b']],
    ['where it comes back in the platform’s encoding', rule({ type: 'phone' }), null, ['+49 30 123', '+4930123']],
    ['where only the case of an email differs', rule({ type: 'email' }), null, ['Ana@Example.org', 'ana@example.org']],
    ['where a number is given as text', rule({ type: 'number', platformLength: 255 }), null, [1500.5, '1500.50']],
    ['where the time of day changed', rule({ type: 'datetime' }), null, ['2026-03-01T10:00:00.000Z', '2026-03-01']],
  ])('%s', (_what, field, base, now) => expect(decide(field, base, now).writes).toEqual({ crm: [], platform: [] }));
});

test('R-ALL-15 a value the other side cannot hold is refused by itself; other fields go on', () => {
  const rules = [rule({ platformLength: 3 }), rule({ key: 'phone', crm: 'Phone', platform: 'PHONE', type: 'phone' })];
  const decision = reconcile(
    rules,
    baseline({ title: ['a', 'a'], phone: ['1', '1'] }),
    sight({ Title: 'abcd', Phone: '2' }),
    sight({ TITLE: 'a', PHONE: '1' }),
  );
  expect(decision.refusals).toEqual([{ rule: 'title', side: 'platform', field: 'TITLE', why: 'too-long' }]);
  expect(decision.writes.platform.map(({ field, next }) => [field, next])).toEqual([['PHONE', '2']]);
  expect(decision.rebase).toEqual({});
});
