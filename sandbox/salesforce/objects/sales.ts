import {
  area,
  date,
  field,
  flag,
  money,
  picklist,
  reference,
  stamp,
  systemFields,
  text,
  values,
  whole,
} from '../fields.js';
import type { ObjectDef } from '../shapes.js';
import {
  CONTACT_ROLE,
  LEAD_SOURCE,
  OPPORTUNITY_TYPE,
  STAGE_NAMES,
  SUBJECT,
  TASK_PRIORITY,
  TASK_STATUS,
} from './picklists.js';

export const OPPORTUNITY: ObjectDef = {
  name: 'Opportunity',
  label: 'Opportunity',
  labelPlural: 'Opportunities',
  keyPrefix: '006',
  readOnly: false,
  mergeable: false,
  fields: [
    ...systemFields(true),
    reference('AccountId', ['Account'], { children: { name: 'Opportunities', cascade: true } }),
    text('Name', 120, { required: true, nameField: true }),
    area('Description', 32_000),
    picklist('StageName', STAGE_NAMES, { required: true }),
    money('Amount'),
    field('Probability', 'percent', 0),
    date('CloseDate', { required: true }),
    picklist('Type', OPPORTUNITY_TYPE),
    text('NextStep', 255),
    picklist('LeadSource', LEAD_SOURCE),
    field('IsClosed', 'boolean', 0, { computed: true }),
    field('IsWon', 'boolean', 0, { computed: true }),
    field('ForecastCategory', 'string', 40, { computed: true }),
    field('ForecastCategoryName', 'string', 40, { computed: true }),
    reference('CampaignId', ['Campaign'], { children: { name: 'Opportunities', cascade: false } }),
    // Makes the primary contact role; only on creation.
    reference('ContactId', ['Contact'], { createOnly: true }),
    reference('OwnerId', ['User'], { required: true, initial: '' }),
    date('LastActivityDate', { readOnly: true }),
  ],
};

export const OPPORTUNITY_CONTACT_ROLE: ObjectDef = {
  name: 'OpportunityContactRole',
  label: 'Opportunity Contact Role',
  labelPlural: 'Opportunity Contact Roles',
  keyPrefix: '00K',
  readOnly: false,
  mergeable: false,
  fields: [
    ...systemFields(true),
    reference('OpportunityId', ['Opportunity'], {
      required: true,
      createOnly: true,
      children: { name: 'OpportunityContactRoles', cascade: true },
    }),
    reference('ContactId', ['Contact'], {
      required: true,
      children: { name: 'OpportunityContactRoles', cascade: true },
    }),
    picklist('Role', CONTACT_ROLE),
    flag('IsPrimary'),
  ],
};

const activity = [
  reference('WhoId', ['Contact', 'Lead']),
  reference('WhatId', ['Account', 'Campaign', 'Opportunity']),
  field('Subject', 'combobox', 255, {}, { picklist: SUBJECT }),
  area('Description', 32_000),
  reference('OwnerId', ['User'], { required: true, initial: '' }),
  reference('AccountId', ['Account'], { readOnly: true }),
] as const;

export const TASK: ObjectDef = {
  name: 'Task',
  label: 'Task',
  labelPlural: 'Tasks',
  keyPrefix: '00T',
  readOnly: false,
  mergeable: false,
  fields: [
    ...systemFields(true),
    ...activity,
    date('ActivityDate', { label: 'Due Date Only' }),
    picklist('Status', TASK_STATUS, { required: true }),
    picklist('Priority', TASK_PRIORITY, { required: true }),
    field('IsHighPriority', 'boolean', 0, { computed: true }),
    field('IsClosed', 'boolean', 0, { computed: true }),
    picklist('TaskSubtype', values('Task', 'Email', 'Call'), { createOnly: true, restricted: true }),
    whole('CallDurationInSeconds'),
    picklist('CallType', values('Internal', 'Inbound', 'Outbound')),
    text('CallDisposition', 255),
  ],
};

export const EVENT: ObjectDef = {
  name: 'Event',
  label: 'Event',
  labelPlural: 'Events',
  keyPrefix: '00U',
  readOnly: false,
  mergeable: false,
  fields: [
    ...systemFields(true),
    ...activity,
    text('Location', 255),
    flag('IsAllDayEvent'),
    stamp('ActivityDateTime'),
    date('ActivityDate'),
    stamp('StartDateTime'),
    stamp('EndDateTime'),
    whole('DurationInMinutes'),
    flag('IsPrivate'),
    picklist('ShowAs', values('Busy*', 'OutOfOffice', 'Free'), { initial: 'Busy' }),
  ],
};
