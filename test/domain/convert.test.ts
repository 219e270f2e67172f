import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../support/anyText.js';
import { convert, samePair } from '../../src/domain/convert.js';
import type { FieldRule, FieldType } from '../../src/domain/mapping.js';
import { SIDES } from '../../src/domain/side.js';
import type { Value } from '../../src/domain/value.js';

function rule(type: FieldType, more: Partial<FieldRule> = {}): FieldRule {
  return {
    key: 'k',
    crm: 'Field',
    platform: 'FIELD',
    direction: 'twoWay',
    conflict: 'salesforce',
    blank: 'keeps',
    type,
    crmLength: null,
    platformLength: null,
    ...more,
  };
}

const ratings = { Hot: 'A', Warm: 'A', Cold: 'B' };

describe('a Salesforce value on the platform', () => {
  test.each<[string, FieldRule, Value, Value]>([
    ['text loses its outer white space', rule('text'), '  Ana \n', 'Ana'],
    ['text of white space only is blank', rule('text'), ' \t ', null],
    ['blank is blank', rule('text'), null, null],
    ['line ends are one kind', rule('text'), 'a\r\nb\rc', 'a\nb\nc'],
    ['control characters are left out', rule('text'), 'a\u0000b\u001fc', 'abc'],
    ['half a surrogate cannot be sent', rule('text'), 'a\ud83d', 'a\ufffd'],
    ['a number stays one', rule('number'), 1500.5, 1500.5],
    [
      'a number in a text field is text, as it will read back',
      rule('number', { platformLength: 255 }),
      1500.5,
      '1500.5',
    ],
    ['there is no minus zero', rule('number'), -0, 0],
    ['false is a value, not a blank', rule('boolean', { platformLength: 255 }), false, 'false'],
    ['zero is a value, not a blank', rule('number', { platformLength: 255 }), 0, '0'],
    ['a moment is a day in UTC', rule('datetime'), '2026-03-01T23:30:00.000Z', '2026-03-01'],
    [
      'a moment is a day in the field’s zone',
      rule('datetime', { zone: 'Asia/Tokyo' }),
      '2026-03-01T23:30:00.000Z',
      '2026-03-02',
    ],
    ['Salesforce’s own form of an offset is read', rule('datetime'), '2026-03-01T23:30:00.000+0000', '2026-03-01'],
    ['a mapped picklist value', rule('picklist', { values: ratings }), 'Warm', 'A'],
    ['an unmapped picklist passes as it is', rule('picklist'), 'Warm', 'Warm'],
  ])('%s', (_what, field, crm, expected) => expect(convert(field, 'platform', crm)).toEqual({ value: expected }));

  test.each<[string, FieldRule, Value, string]>([
    ['is longer than the field', rule('text', { platformLength: 3 }), 'abcd', 'too-long'],
    ['has a thousands separator', rule('number'), '1,234', 'not-a-number'],
    ['is hexadecimal', rule('number'), '0x10', 'not-a-number'],
    ['is no day of the calendar', rule('date'), '2026-02-30', 'not-a-date'],
    ['is a moment without an offset', rule('datetime'), '2026-03-01T10:00:00', 'not-a-date'],
    [
      'names a zone that does not exist',
      rule('datetime', { zone: 'Mars/Olympus' }),
      '2026-03-01T10:00:00Z',
      'not-a-date',
    ],
    ['is neither true nor false', rule('boolean'), 'yes', 'not-a-boolean'],
    ['is not in the picklist map', rule('picklist', { values: ratings }), 'Lukewarm', 'not-in-map'],
  ])('is refused when it %s', (_what, field, crm, why) =>
    expect(convert(field, 'platform', crm)).toEqual({ refused: why }),
  );
});

describe('a platform value in Salesforce', () => {
  test.each<[string, FieldRule, Value, Value]>([
    ['several values map to one: the first listed comes back', rule('picklist', { values: ratings }), 'A', 'Hot'],
    ['text of a text field becomes a number', rule('number', { platformLength: 255 }), '1500.50', 1500.5],
    ['a word becomes a boolean', rule('boolean'), 'TRUE', true],
    [
      'a day becomes its first moment in the zone',
      rule('datetime', { zone: 'Europe/Berlin' }),
      '2026-07-01',
      '2026-06-30T22:00:00.000Z',
    ],
    [
      'where the clock jumps at midnight, the first moment after the jump',
      rule('datetime', { zone: 'America/Santiago' }),
      '2026-09-06',
      '2026-09-06T04:00:00.000Z',
    ],
  ])('%s', (_what, field, platform, expected) => expect(convert(field, 'crm', platform)).toEqual({ value: expected }));
});

describe('a pair is in step (R-ALL-7)', () => {
  test.each<[string, FieldRule, Value, Value, boolean]>([
    ['both blank, each in its way', rule('text'), null, '', true],
    ['a blank and a value', rule('text'), null, 'x', false],
    [
      'the second of two Salesforce values of one platform value',
      rule('picklist', { values: ratings }),
      'Warm',
      'A',
      true,
    ],
    ['another platform value', rule('picklist', { values: ratings }), 'Warm', 'B', false],
    [
      'any moment of the day',
      rule('datetime', { zone: 'Europe/Berlin' }),
      '2026-07-01T15:00:00.000Z',
      '2026-07-01',
      true,
    ],
    [
      'a moment of the next day in the zone',
      rule('datetime', { zone: 'Europe/Berlin' }),
      '2026-07-01T22:00:00.000Z',
      '2026-07-01',
      false,
    ],
    ['phone numbers written differently', rule('phone'), '+49 (30) 12-34', '+49301234', true],
    ['a national and an international number', rule('phone'), '0301234', '+49301234', false],
    ['emails in other cases', rule('email'), 'Ana@Example.org', 'ana@example.ORG', true],
    ['names in other cases are different names', rule('text'), 'ana', 'Ana', false],
    ['composed and decomposed letters', rule('text'), 'é', 'e\u0301', true],
    ['a number and its text', rule('number', { platformLength: 255 }), 7, '7.0', true],
    ['zero and blank', rule('number'), 0, null, false],
  ])('%s', (_what, field, crm, platform, expected) => expect(samePair(field, crm, platform)).toBe(expected));
});

const dates = fc.date({
  min: new Date('1000-01-01T00:00:00Z'),
  max: new Date('9990-01-01T00:00:00Z'),
  noInvalidDate: true,
});
const values: fc.Arbitrary<Value> = fc.oneof(
  anyText(),
  fc.string({ unit: fc.constantFrom(' ', 'a', 'É', 'e\u0301', '\r', '\n', '\u0007', '\ud800', '1', '+', '-', '.') }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer().map(String),
  fc.boolean(),
  fc.constantFrom<Value>(null, 'true', 'FALSE', 'Hot', 'Warm', 'A', 'B', ' '),
  dates.map((at) => at.toISOString()),
  dates.map((at) => at.toISOString().slice(0, 10)),
);
const rules: fc.Arbitrary<FieldRule> = fc
  .record({
    type: fc.constantFrom<FieldType>('text', 'number', 'boolean', 'date', 'datetime', 'picklist', 'phone', 'email'),
    crmLength: fc.constantFrom(null, 0, 5, 255),
    platformLength: fc.constantFrom(null, 5, 255),
    zone: fc.constantFrom(undefined, 'UTC', 'Europe/Berlin', 'Asia/Tokyo', 'America/Santiago', 'Pacific/Apia'),
    mapped: fc.boolean(),
  })
  .map(({ type, zone, mapped, ...lengths }) =>
    rule(type, {
      ...lengths,
      ...(zone === undefined ? {} : { zone }),
      ...(mapped && type === 'picklist' ? { values: ratings } : {}),
    }),
  );

describe('for every rule and value', () => {
  test('R-ALL-7 what was converted is in step with what it came from', () =>
    fc.assert(
      fc.property(rules, values, fc.constantFrom(...SIDES), (field, value, to) => {
        const there = convert(field, to, value);
        if ('refused' in there) return;
        expect(to === 'platform' ? samePair(field, value, there.value) : samePair(field, there.value, value)).toBe(
          true,
        );
      }),
      { numRuns: 100 },
    ));

  test('there and back again is stable: a lossy map does not ping-pong (design, Exactness 7)', () =>
    fc.assert(
      fc.property(rules, values, (field, value) => {
        const there = convert(field, 'platform', value);
        if ('refused' in there) return;
        const back = convert(field, 'crm', there.value);
        if ('refused' in back) return;
        const again = convert(field, 'platform', back.value);
        expect(again).toEqual(there);
        expect(convert(field, 'crm', there.value)).toEqual(back);
      }),
      { numRuns: 100 },
    ));

  test('the result is in stored form: no outer white space, null for blank', () =>
    fc.assert(
      fc.property(rules, values, fc.constantFrom(...SIDES), (field, value, to) => {
        const result = convert(field, to, value);
        if ('refused' in result || typeof result.value !== 'string') return;
        expect(result.value).not.toBe('');
        expect(result.value.trim()).toBe(result.value);
      }),
      { numRuns: 100 },
    ));
});

describe('R-ALL-15 what no system takes for an email address', () => {
  test.each(['has space@odd.example', 'no-at.example', 'two@@odd.example', 'ana@nodot', '@odd.example'])(
    '%s is not sent to one, and is in step where both hold it',
    (text) => {
      expect(convert(rule('email'), 'platform', text)).toEqual({ refused: 'not-an-email' });
      expect(samePair(rule('email'), text, text)).toBe(true);
    },
  );
});
