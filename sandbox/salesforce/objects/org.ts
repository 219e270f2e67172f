import {
  address,
  email,
  flag,
  phone,
  picklist,
  reference,
  stamp,
  systemFields,
  text,
  values,
  whole,
} from '../fields.js';
import type { ObjectDef } from '../shapes.js';

export const USER: ObjectDef = {
  name: 'User',
  label: 'User',
  labelPlural: 'Users',
  keyPrefix: '005',
  readOnly: false,
  mergeable: false,
  fields: [
    ...systemFields(false),
    text('Username', 80, { required: true, unique: true, idLookup: true }),
    text('LastName', 80, { required: true, compound: 'Name' }),
    text('FirstName', 40, { compound: 'Name' }),
    text('Name', 121, { required: true, readOnly: true, nameField: true }),
    text('CompanyName', 80),
    text('Department', 80),
    text('Title', 80),
    ...address(''),
    email('Email', { required: true }),
    phone('Phone'),
    phone('MobilePhone'),
    text('Alias', 8, { required: true }),
    flag('IsActive', { initial: true }),
    text('TimeZoneSidKey', 40, { required: true }),
    text('LocaleSidKey', 40, { required: true }),
    text('EmailEncodingKey', 40, { required: true }),
    text('LanguageLocaleKey', 40, { required: true }),
    reference('ProfileId', ['Profile'], { required: true, children: { name: 'Users', cascade: false } }),
    picklist('UserType', values('Standard*'), { readOnly: true, initial: 'Standard' }),
    flag('UserPermissionsMarketingUser', { initial: true }),
  ],
};

const setting = { readOnly: true, mergeable: false } as const;

export const ORGANIZATION: ObjectDef = {
  name: 'Organization',
  label: 'Organization',
  labelPlural: 'Organization',
  keyPrefix: '00D',
  ...setting,
  fields: [
    ...systemFields(false),
    text('Name', 80, { required: true, nameField: true }),
    ...address(''),
    phone('Phone'),
    text('OrganizationType', 40),
    text('InstanceName', 5),
    flag('IsSandbox'),
    stamp('TrialExpirationDate'),
    text('NamespacePrefix', 15),
    text('TimeZoneSidKey', 40),
    text('LanguageLocaleKey', 40),
    text('DefaultLocaleSidKey', 40),
    whole('FiscalYearStartMonth'),
  ],
};

export const RECORD_TYPE: ObjectDef = {
  name: 'RecordType',
  label: 'Record Type',
  labelPlural: 'Record Types',
  keyPrefix: '012',
  ...setting,
  fields: [
    ...systemFields(false),
    text('Name', 80, { required: true, nameField: true }),
    text('DeveloperName', 80, { required: true }),
    text('NamespacePrefix', 15),
    text('Description', 255),
    text('SobjectType', 40, { required: true }),
    flag('IsActive'),
  ],
};

export const LEAD_STATUS: ObjectDef = {
  name: 'LeadStatus',
  label: 'Lead Status Value',
  labelPlural: 'Lead Status Value',
  keyPrefix: '01J',
  ...setting,
  fields: [
    ...systemFields(false),
    text('MasterLabel', 255),
    text('ApiName', 255),
    whole('SortOrder'),
    flag('IsDefault'),
    flag('IsConverted'),
  ],
};

export const PROFILE: ObjectDef = {
  name: 'Profile',
  label: 'Profile',
  labelPlural: 'Profile',
  keyPrefix: '00e',
  ...setting,
  fields: [
    ...systemFields(false),
    text('Name', 255, { required: true, nameField: true }),
    text('UserType', 40),
    text('Description', 255),
  ],
};
