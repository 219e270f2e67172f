import { describe, expect, test } from '@jest/globals';
import type { FieldMapping } from '../../src/domain/connection.js';
import type { FieldType, Mapping } from '../../src/domain/mapping.js';
import { type DescribedField, settleMapping } from '../../src/domain/settleMapping.js';
import { connectionOf, fieldMapping } from '../support/connectionOf.js';

function described(name: string, more: Partial<DescribedField> = {}): DescribedField {
  return { name, type: 'string', length: 80, createable: true, updateable: true, required: false, ...more };
}

const CRM = [described('Email', { type: 'email' }), described('Title', { length: 128 }), described('Nick__c')];
const PLATFORM = [described('EMAIL', { type: 'email', required: true }), described('TITLE', { length: 255 })];
const EMAIL = fieldMapping({ salesforce: 'Email', platform: 'EMAIL', type: 'email' });

interface Ask {
  readonly listed?: readonly FieldMapping[];
  readonly basics?: readonly FieldMapping[];
  readonly crm?: readonly DescribedField[];
  readonly platform?: readonly DescribedField[];
}

function settle({ listed = [fieldMapping()], basics = [EMAIL], crm = CRM, platform = PLATFORM }: Ask = {}): Mapping {
  return settleMapping(connectionOf({ fields: { Contact: listed } }), basics, 'Contact', { crm, platform });
}

/** Its rules as `crm=platform`, parked fields after a bar. */
const told = ({ rules, parked }: Mapping) =>
  [...rules.map(({ crm, platform }) => `${crm}=${platform}`), ...parked.map((field) => `| ${field}`)].join(' ');

const without = (fields: readonly DescribedField[], name: string) => fields.filter((field) => field.name !== name);
const readOnly = (fields: readonly DescribedField[], name: string) =>
  fields.map((field) => (field.name === name ? { ...field, updateable: false } : field));

describe('R-ALL-13 drift parks the rule it touches, and no other', () => {
  const up = [fieldMapping({ direction: 'toSalesforce' })];
  const down = [fieldMapping({ direction: 'toPlatform' })];
  test.each<[string, Ask, string]>([
    ['nothing drifted', {}, 'Email=EMAIL Title=TITLE'],
    ['gone in Salesforce', { crm: without(CRM, 'Title') }, 'Email=EMAIL | Title'],
    ['gone on the platform', { platform: without(PLATFORM, 'TITLE') }, 'Email=EMAIL | Title'],
    ['both ways, Salesforce may not be written', { crm: readOnly(CRM, 'Title') }, 'Email=EMAIL | Title'],
    ['both ways, the platform may not be written', { platform: readOnly(PLATFORM, 'TITLE') }, 'Email=EMAIL | Title'],
    ['to Salesforce, which may not be written', { listed: up, crm: readOnly(CRM, 'Title') }, 'Email=EMAIL | Title'],
    [
      'to Salesforce, only the platform may not be written',
      { listed: up, platform: readOnly(PLATFORM, 'TITLE') },
      'Email=EMAIL Title=TITLE',
    ],
    [
      'to the platform, which may not be written',
      { listed: down, platform: readOnly(PLATFORM, 'TITLE') },
      'Email=EMAIL | Title',
    ],
    [
      'to the platform, only Salesforce may not be written: a formula',
      { listed: down, crm: readOnly(CRM, 'Title') },
      'Email=EMAIL Title=TITLE',
    ],
    ['a basic field may not be written any more', { crm: readOnly(CRM, 'Email') }, 'Title=TITLE | Email'],
    ['a basic field may not be seen in Salesforce any more', { crm: without(CRM, 'Email') }, 'Title=TITLE | Email'],
    [
      'a basic field that the audience does not have is no drift: the field is optional there',
      { basics: [EMAIL, fieldMapping({ salesforce: 'Nick__c', platform: 'NICK' })] },
      'Email=EMAIL Title=TITLE',
    ],
  ])('%s', (_what, ask, expected) => expect(told(settle(ask))).toBe(expected));

  test('the cursors’ version changes with it, and is the old one again once it is mended: what was missed is caught up', () => {
    const parked = settle({ crm: without(CRM, 'Title') });
    const mended = settle({ crm: [...without(CRM, 'Title'), described('Title', { length: 40 })] });
    expect(parked.version).not.toBe(settle().version);
    expect(mended.version).toBe(settle().version);
  });
});

describe('a listed rule', () => {
  test.each<[string, FieldMapping, string]>([
    ['comes after the basic ones', fieldMapping(), 'Email=EMAIL Title=TITLE'],
    ['replaces the basic one of its Salesforce field', fieldMapping({ salesforce: 'email' }), 'Email=TITLE'],
    [
      'finds its fields in any case',
      fieldMapping({ salesforce: 'TITLE', platform: 'title' }),
      'Email=EMAIL Title=TITLE',
    ],
  ])('%s', (_what, rule, expected) => expect(told(settle({ listed: [rule] }))).toBe(expected));

  test('replaces the basic one of its platform field: two rules for one field would write it in turns', () => {
    const listed = [fieldMapping({ salesforce: 'Nick__c', platform: 'title' })];
    expect(told(settle({ basics: [EMAIL, fieldMapping()], listed }))).toBe('Email=EMAIL Nick__c=TITLE');
  });

  test('of another object does not count', () => {
    const connection = connectionOf({ fields: { Lead: [fieldMapping()] } });
    expect(told(settleMapping(connection, [EMAIL], 'Contact', { crm: CRM, platform: PLATFORM }))).toBe('Email=EMAIL');
  });

  test('takes lengths from both sides, and the policy of the connection where it has none', () => {
    const [, rule] = settle().rules;
    expect(rule).toMatchObject({ crmLength: 128, platformLength: 255, conflict: 'salesforce', blank: 'keeps' });
    const [, own] = settle({ listed: [fieldMapping({ conflict: 'review', blank: 'clears' })] }).rules;
    expect(own).toMatchObject({ conflict: 'review', blank: 'clears' });
  });
});

describe('the type of a field', () => {
  const typed = (crm: string, more: Partial<FieldMapping> = {}): FieldType | undefined =>
    settle({ basics: [], listed: [fieldMapping(more)], crm: [described('Title', { type: crm })] }).rules[0]?.type;

  test.each<[string, FieldType]>([
    ['double', 'number'],
    ['int', 'number'],
    ['currency', 'number'],
    ['percent', 'number'],
    ['boolean', 'boolean'],
    ['date', 'date'],
    ['datetime', 'datetime'],
    ['phone', 'phone'],
    ['email', 'email'],
    ['string', 'text'],
    ['textarea', 'text'],
    ['picklist', 'text'],
    ['reference', 'text'],
    ['what Salesforce adds next year', 'text'],
  ])('Salesforce’s %s is %s', (crm, type) => expect(typed(crm)).toBe(type));

  test('is picklist where values are mapped, and what the file says where it says so', () => {
    expect(typed('picklist', { values: { Hot: 'A' } })).toBe('picklist');
    expect(typed('string', { type: 'date' })).toBe('date');
  });
});

test('R-ALL-16 what a new record needs is what each side requires, mapped or not', () =>
  expect(settle({ crm: [...CRM, described('LastName', { required: true })] }).required).toEqual({
    crm: ['LastName'],
    platform: ['EMAIL'],
  }));

test.each<[string, Partial<FieldMapping>, boolean]>([
  ['another field', { salesforce: 'Nick__c' }, true],
  ['a value map', { values: { Hot: 'A' } }, true],
  ['another direction', { direction: 'toPlatform' }, false],
  ['another policy', { conflict: 'review', blank: 'clears' }, false],
])('a change to %s makes another version: %p', (_what, more, changes) =>
  expect(settle({ listed: [fieldMapping(more)] }).version !== settle().version).toBe(changes),
);
