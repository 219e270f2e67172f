import { expect, test } from '@jest/globals';
import { ruleKey } from '../../src/domain/ruleKey.js';

const base = { crm: 'Rating', platform: 'RATING', type: 'picklist', values: { Hot: 'A', Warm: 'A' } } as const;

test.each([
  ['another Salesforce field', { ...base, crm: 'Grade' }],
  ['another platform field', { ...base, platform: 'GRADE' }],
  ['another type', { ...base, type: 'text' as const }],
  ['another value', { ...base, values: { Hot: 'A', Warm: 'B' } }],
  ['another order, for the first one is used on the way back', { ...base, values: { Warm: 'A', Hot: 'A' } }],
])('%s changes the key', (_what, changed) => expect(ruleKey(changed)).not.toBe(ruleKey(base)));

test('the zone counts for moments', () => {
  const moment = { crm: 'Seen', platform: 'SEEN', type: 'datetime' } as const;
  expect(ruleKey({ ...moment, zone: 'Asia/Tokyo' })).not.toBe(ruleKey(moment));
  expect(ruleKey({ ...moment, zone: 'UTC' })).toBe(ruleKey(moment));
});

test('the zone does not count for text, direction and policy for nothing', () => {
  const text = { crm: 'Title', platform: 'TITLE', type: 'text' } as const;
  expect(ruleKey({ ...text, zone: 'Asia/Tokyo' })).toBe(ruleKey(text));
  expect(ruleKey(Object.assign({ direction: 'twoWay', conflict: 'newest', blank: 'clears' }, text))).toBe(
    ruleKey(text),
  );
});
