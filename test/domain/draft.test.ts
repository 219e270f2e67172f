import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { convert } from '../../src/domain/convert.js';
import { draft, type Drafted } from '../../src/domain/draft.js';
import type { FieldRule, Mapping } from '../../src/domain/mapping.js';
import { SIDES } from '../../src/domain/side.js';
import { isBlank } from '../../src/domain/value.js';
import { anyFields } from '../support/anyField.js';
import { rule } from '../support/people.js';

/** A Lead's fields: the last name and the company are required, and a field of the org's own where a test says so. */
const lead = (more: readonly FieldRule[] = [], required: readonly string[] = ['LastName', 'Company']): Mapping => ({
  version: 'm1',
  required: { crm: required, platform: ['EMAIL'] },
  parked: [],
  rules: [
    rule({ key: 'email', crm: 'Email', platform: 'EMAIL', type: 'email' }),
    rule({ key: 'last', crm: 'LastName', platform: 'LNAME' }),
    rule({ key: 'company', crm: 'Company', platform: 'COMPANY' }),
    ...more,
  ],
});

const member = { EMAIL: 'ana@example.org', LNAME: 'Lang', COMPANY: 'Acme' };

function written(drafted: Drafted): unknown {
  return drafted.kind === 'draft'
    ? Object.fromEntries(drafted.changes.map(({ field, next }) => [field, next]))
    : drafted;
}

describe('R-ALL-16 a new record', () => {
  test('has every mapped field that has a value', () =>
    expect(written(draft(lead([rule()]), 'crm', { ...member, TITLE: null }))).toEqual({
      Email: 'ana@example.org',
      LastName: 'Lang',
      Company: 'Acme',
    }));

  test('tells of each field what it came from: nothing was there before', () => {
    const moment = rule({ key: 'seen', crm: 'Seen__c', platform: 'SEEN', type: 'datetime' });
    expect(
      draft(lead([moment]), 'platform', { Email: 'ana@example.org', Seen__c: '2026-03-01T10:00:00.000Z' }),
    ).toEqual({
      kind: 'draft',
      changes: [
        { rule: 'email', field: 'EMAIL', old: null, next: 'ana@example.org', from: 'ana@example.org' },
        { rule: 'seen', field: 'SEEN', old: null, next: '2026-03-01', from: '2026-03-01T10:00:00.000Z' },
      ],
    });
  });

  test.each<[string, Record<string, string | null>, readonly string[]]>([
    ['a required field is blank', { ...member, COMPANY: null }, ['Company']],
    ['a required field is not shown', { EMAIL: member.EMAIL, LNAME: 'Lang' }, ['Company']],
    ['several are blank', { ...member, LNAME: '', COMPANY: null }, ['LastName', 'Company']],
    ['a value would arrive blank', { ...member, LNAME: '\u0001' }, ['LastName']],
  ])('waits where %s', (_what, fields, missing) =>
    expect(draft(lead(), 'crm', fields)).toEqual({ kind: 'missing', fields: missing }),
  );

  test('waits where what the org requires is not mapped at all', () =>
    expect(draft(lead([], ['LastName', 'Region__c']), 'crm', member)).toEqual({
      kind: 'missing',
      fields: ['Region__c'],
    }));

  test('waits where a required field is mapped the other way', () => {
    const region = rule({ key: 'region', crm: 'Region__c', platform: 'REGION', direction: 'toPlatform' });
    const mapping = lead([region], ['LastName', 'Region__c']);
    expect(draft(mapping, 'crm', { ...member, REGION: 'North' })).toEqual({ kind: 'missing', fields: ['Region__c'] });
  });

  test('false and zero are values', () => {
    const more = [
      rule({ key: 'vip', crm: 'Vip__c', platform: 'VIP', type: 'boolean' }),
      rule({ key: 'score', crm: 'Score__c', platform: 'SCORE', type: 'number' }),
    ];
    expect(written(draft(lead(more, ['Vip__c', 'Score__c']), 'crm', { VIP: false, SCORE: 0 }))).toEqual({
      Vip__c: false,
      Score__c: 0,
    });
  });

  test('is refused where a value does not fit, required or not, with every such field', () => {
    const more = [rule({ crmLength: 3 }), rule({ key: 'n', crm: 'Score__c', platform: 'SCORE', type: 'number' })];
    expect(draft(lead(more), 'crm', { ...member, LNAME: null, TITLE: 'Chief', SCORE: 'many' })).toEqual({
      kind: 'refused',
      refusals: [
        { rule: 'title', side: 'crm', field: 'Title', why: 'too-long' },
        { rule: 'n', side: 'crm', field: 'Score__c', why: 'not-a-number' },
      ],
    });
  });
});

describe('R-ALL-3 a one-way field', () => {
  const oneWay = (direction: FieldRule['direction']) => lead([rule({ direction })], []);

  test.each([
    ['toSalesforce', 'crm', true],
    ['toSalesforce', 'platform', false],
    ['toPlatform', 'crm', false],
    ['toPlatform', 'platform', true],
    ['twoWay', 'crm', true],
    ['twoWay', 'platform', true],
  ] as const)('%s, a new record of the %s: written %p', (direction, to, writes) =>
    expect(
      draft(oneWay(direction), to, { Title: 'Chief', TITLE: 'Chief', Email: 'a@b.org', EMAIL: 'a@b.org' }),
    ).toMatchObject({
      changes: [{ rule: 'email' }, ...(writes ? [{ rule: 'title', next: 'Chief' }] : [])],
    }),
  );
});

test('R-ALL-3 R-ALL-16 whatever is shown: only allowed fields, converted, none blank, each once', () =>
  fc.assert(
    fc.property(anyFields, fc.constantFrom(...SIDES), (fields, to) => {
      const rules = fields.map((field) => field.rule);
      const shown = Object.fromEntries(
        fields.flatMap((one) => [
          [one.rule.crm, one.crm],
          [one.rule.platform, one.platform],
        ]),
      );
      const drafted = draft({ version: 'm', required: { crm: [], platform: [] }, parked: [], rules }, to, shown);
      expect(drafted.kind).not.toBe('missing');
      for (const { rule: key, next, old, from } of drafted.kind === 'draft' ? drafted.changes : []) {
        const { rule: used } = fields.find((one) => one.rule.key === key)!; // every change is a rule's
        expect(used.direction).not.toBe(to === 'crm' ? 'toPlatform' : 'toSalesforce');
        expect(convert(used, to, from)).toEqual({ value: next });
        expect([isBlank(next), old]).toEqual([false, null]);
      }
    }),
    { numRuns: 300 },
  ));
