import {
  address, area, date, email, field, flag, money, phone, picklist, reference, stamp, systemFields, text, url, values, whole,
} from '../fields.js';
import type { Field, ObjectDef } from '../shapes.js';
import { ACCOUNT_TYPE, INDUSTRY, LEAD_SOURCE, LEAD_STATUSES, RATING, SALUTATION } from './picklists.js';

const personName: readonly Field[] = [
  text('LastName', 80, { required: true, compound: 'Name' }),
  text('FirstName', 40, { compound: 'Name' }),
  picklist('Salutation', SALUTATION, { length: 40, compound: 'Name' }),
  text('Name', 121, { required: true, readOnly: true, nameField: true, label: 'Full Name' }),
];

const reach: readonly Field[] = [
  flag('HasOptedOutOfEmail'),
  flag('HasOptedOutOfFax'),
  flag('DoNotCall'),
  text('EmailBouncedReason', 255),
  stamp('EmailBouncedDate'),
];

const history: readonly Field[] = [
  date('LastActivityDate', { readOnly: true }),
  stamp('LastViewedDate', { readOnly: true }),
  stamp('LastReferencedDate', { readOnly: true }),
];

export const LEAD: ObjectDef = {
  name: 'Lead', label: 'Lead', labelPlural: 'Leads', keyPrefix: '00Q', readOnly: false, mergeable: true,
  fields: [
    ...systemFields(true),
    reference('MasterRecordId', ['Lead'], { readOnly: true }),
    ...personName,
    text('Title', 128),
    text('Company', 255, { required: true }),
    ...address(''),
    phone('Phone'), phone('MobilePhone'), phone('Fax'),
    email('Email', { idLookup: true }),
    url('Website'),
    area('Description', 32_000),
    picklist('LeadSource', LEAD_SOURCE),
    picklist('Status', values(...LEAD_STATUSES.map((one) => (one.default ? `${one.label}*` : one.label))), { required: true }),
    picklist('Industry', INDUSTRY),
    picklist('Rating', RATING),
    money('AnnualRevenue'),
    whole('NumberOfEmployees'),
    reference('OwnerId', ['User'], { required: true, initial: '' }),
    ...reach,
    flag('IsConverted', { readOnly: true }),
    date('ConvertedDate', { readOnly: true }),
    reference('ConvertedAccountId', ['Account'], { readOnly: true }),
    reference('ConvertedContactId', ['Contact'], { readOnly: true }),
    reference('ConvertedOpportunityId', ['Opportunity'], { readOnly: true }),
    flag('IsUnreadByOwner'),
    text('Jigsaw', 20),
    ...history,
  ],
};

export const CONTACT: ObjectDef = {
  name: 'Contact', label: 'Contact', labelPlural: 'Contacts', keyPrefix: '003', readOnly: false, mergeable: true,
  fields: [
    ...systemFields(true),
    reference('MasterRecordId', ['Contact'], { readOnly: true }),
    reference('AccountId', ['Account'], { children: { name: 'Contacts', cascade: true } }),
    ...personName,
    ...address('Other'),
    ...address('Mailing'),
    phone('Phone'), phone('Fax'), phone('MobilePhone'), phone('HomePhone'), phone('OtherPhone'), phone('AssistantPhone'),
    reference('ReportsToId', ['Contact']),
    email('Email', { idLookup: true }),
    text('Title', 128),
    text('Department', 80),
    text('AssistantName', 40),
    picklist('LeadSource', LEAD_SOURCE),
    date('Birthdate'),
    area('Description', 32_000),
    reference('OwnerId', ['User'], { required: true, initial: '' }),
    ...reach,
    field('IsEmailBounced', 'boolean', 0, { computed: true }),
    text('Jigsaw', 20),
    ...history,
  ],
};

export const ACCOUNT: ObjectDef = {
  name: 'Account', label: 'Account', labelPlural: 'Accounts', keyPrefix: '001', readOnly: false, mergeable: true,
  fields: [
    ...systemFields(true),
    reference('MasterRecordId', ['Account'], { readOnly: true }),
    text('Name', 255, { required: true, nameField: true, label: 'Account Name' }),
    picklist('Type', ACCOUNT_TYPE),
    reference('ParentId', ['Account'], { children: { name: 'ChildAccounts', cascade: false } }),
    ...address('Billing'),
    ...address('Shipping'),
    phone('Phone'), phone('Fax'),
    text('AccountNumber', 40),
    url('Website'),
    text('Sic', 20),
    picklist('Industry', INDUSTRY),
    picklist('Rating', RATING),
    money('AnnualRevenue'),
    whole('NumberOfEmployees'),
    area('Description', 32_000),
    reference('OwnerId', ['User'], { required: true, initial: '' }),
    picklist('AccountSource', LEAD_SOURCE),
    text('Jigsaw', 20),
    ...history,
  ],
};

/** Only where the org has person accounts switched on. */
export const PERSON_ACCOUNT_FIELDS: Readonly<Record<string, readonly Field[]>> = {
  Account: [
    flag('IsPersonAccount', { readOnly: true }),
    reference('PersonContactId', ['Contact'], { readOnly: true, relationshipName: 'PersonContact' }),
    email('PersonEmail'),
    text('PersonTitle', 80),
    text('FirstName', 40),
    text('LastName', 80),
  ],
  Contact: [flag('IsPersonAccount', { readOnly: true })],
};
