import { area, date, double, field, flag, money, picklist, reference, systemFields, text, whole } from '../fields.js';
import type { Field, ObjectDef } from '../shapes.js';
import { CAMPAIGN_STATUS, CAMPAIGN_TYPE } from './picklists.js';

const total = (name: string): Field => field(name, 'int', 0, { computed: true });

export const CAMPAIGN: ObjectDef = {
  name: 'Campaign',
  label: 'Campaign',
  labelPlural: 'Campaigns',
  keyPrefix: '701',
  readOnly: false,
  mergeable: false,
  fields: [
    ...systemFields(true),
    text('Name', 80, { required: true, nameField: true }),
    reference('ParentId', ['Campaign'], { children: { name: 'ChildCampaigns', cascade: false } }),
    picklist('Type', CAMPAIGN_TYPE),
    picklist('Status', CAMPAIGN_STATUS, { initial: 'Planned' }),
    date('StartDate'),
    date('EndDate'),
    money('ExpectedRevenue'),
    money('BudgetedCost'),
    money('ActualCost'),
    double('ExpectedResponse'),
    double('NumberSent'),
    flag('IsActive'),
    area('Description', 32_000),
    total('NumberOfLeads'),
    total('NumberOfConvertedLeads'),
    total('NumberOfContacts'),
    total('NumberOfResponses'),
    total('NumberOfOpportunities'),
    total('NumberOfWonOpportunities'),
    field('AmountAllOpportunities', 'currency', 0, { computed: true }),
    field('AmountWonOpportunities', 'currency', 0, { computed: true }),
    reference('OwnerId', ['User'], { required: true, initial: '' }),
    date('LastActivityDate', { readOnly: true }),
  ],
};

/** Taken from the Lead or Contact when read. */
const ofPerson = (name: string, length: number): Field => field(name, 'string', length, { computed: true });

export const CAMPAIGN_MEMBER: ObjectDef = {
  name: 'CampaignMember',
  label: 'Campaign Member',
  labelPlural: 'Campaign Members',
  keyPrefix: '00v',
  readOnly: false,
  mergeable: false,
  fields: [
    ...systemFields(true),
    reference('CampaignId', ['Campaign'], {
      required: true,
      createOnly: true,
      children: { name: 'CampaignMembers', cascade: true },
    }),
    reference('LeadId', ['Lead'], { createOnly: true, children: { name: 'CampaignMembers', cascade: true } }),
    reference('ContactId', ['Contact'], { createOnly: true, children: { name: 'CampaignMembers', cascade: true } }),
    // Text checked against the campaign's own statuses, not a restricted picklist: an unknown one becomes the default.
    field('Status', 'picklist', 40, {}, {}),
    flag('HasResponded', { readOnly: true }),
    date('FirstRespondedDate', { readOnly: true }),
    field('Name', 'string', 121, { computed: true, nameField: true }),
    ofPerson('FirstName', 40),
    ofPerson('LastName', 80),
    ofPerson('Salutation', 40),
    ofPerson('Title', 128),
    ofPerson('Email', 80),
    ofPerson('Phone', 40),
    ofPerson('MobilePhone', 40),
    ofPerson('CompanyOrAccount', 255),
    field('HasOptedOutOfEmail', 'boolean', 0, { computed: true }),
    field('DoNotCall', 'boolean', 0, { computed: true }),
    ofPerson('Type', 40),
    field('LeadOrContactId', 'reference', 18, { computed: true }, { referenceTo: ['Contact', 'Lead'] }),
    field('LeadOrContactOwnerId', 'reference', 18, { computed: true }, { referenceTo: ['User'] }),
  ],
};

export const CAMPAIGN_MEMBER_STATUS: ObjectDef = {
  name: 'CampaignMemberStatus',
  label: 'Campaign Member Status',
  labelPlural: 'Campaign Member Statuses',
  keyPrefix: '01Y',
  readOnly: false,
  mergeable: false,
  fields: [
    ...systemFields(true),
    reference('CampaignId', ['Campaign'], {
      required: true,
      createOnly: true,
      children: { name: 'CampaignMemberStatuses', cascade: true },
    }),
    text('Label', 765, { required: true }),
    whole('SortOrder', { initial: 1 }),
    flag('IsDefault'),
    flag('HasResponded'),
  ],
};

/** What a new campaign gets. */
export const MEMBER_STATUSES = [
  { Label: 'Sent', SortOrder: 1, IsDefault: true, HasResponded: false },
  { Label: 'Responded', SortOrder: 2, IsDefault: false, HasResponded: true },
] as const;
