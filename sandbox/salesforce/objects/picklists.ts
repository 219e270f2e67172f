import { values } from '../fields.js';

/** Values of the standard value sets as shared by public orgs' metadata (standardValueSets). */
export const LEAD_SOURCE = values('Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other');
export const SALUTATION = values('Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.');
export const RATING = values('Hot', 'Warm', 'Cold');
export const INDUSTRY = values(
  ...(
    'Agriculture,Apparel,Banking,Biotechnology,Chemicals,Communications,Construction,Consulting,Education,' +
    'Electronics,Energy,Engineering,Entertainment,Environmental,Finance,Food & Beverage,Government,Healthcare,' +
    'Hospitality,Insurance,Machinery,Manufacturing,Media,Not For Profit,Recreation,Retail,Shipping,Technology,' +
    'Telecommunications,Transportation,Utilities,Other'
  ).split(','),
);
export const ACCOUNT_TYPE = values(
  'Prospect',
  'Customer - Direct',
  'Customer - Channel',
  'Channel Partner / Reseller',
  'Installation Partner',
  'Technology Partner',
  'Other',
);
export const OPPORTUNITY_TYPE = values(
  'Existing Customer - Upgrade',
  'Existing Customer - Replacement',
  'Existing Customer - Downgrade',
  'New Customer',
);
export const CONTACT_ROLE = values(
  'Business User',
  'Decision Maker',
  'Economic Buyer',
  'Economic Decision Maker',
  'Evaluator',
  'Executive Sponsor',
  'Influencer',
  'Technical Buyer',
  'Other',
);
export const CAMPAIGN_TYPE = values(
  'Conference',
  'Webinar',
  'Trade Show',
  'Public Relations',
  'Partners',
  'Referral Program',
  'Advertisement',
  'Banner Ads',
  'Direct Mail',
  'Email',
  'Telemarketing',
  'Other',
);
export const CAMPAIGN_STATUS = values('Planned*', 'In Progress', 'Completed', 'Aborted');
export const TASK_STATUS = values('Not Started*', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred');
export const TASK_PRIORITY = values('High', 'Normal*', 'Low');
export const SUBJECT = values('Call', 'Email', 'Meeting', 'Send Letter/Quote', 'Other');

/** Opportunity stages: probability in percent and forecast category follow from the stage. */
export const STAGES = [
  { name: 'Prospecting', probability: 10, forecast: 'Pipeline' },
  { name: 'Qualification', probability: 10, forecast: 'Pipeline' },
  { name: 'Needs Analysis', probability: 20, forecast: 'Pipeline' },
  { name: 'Value Proposition', probability: 50, forecast: 'Pipeline' },
  { name: 'Id. Decision Makers', probability: 60, forecast: 'Pipeline' },
  { name: 'Perception Analysis', probability: 70, forecast: 'Pipeline' },
  { name: 'Proposal/Price Quote', probability: 75, forecast: 'Pipeline' },
  { name: 'Negotiation/Review', probability: 90, forecast: 'Pipeline' },
  { name: 'Closed Won', probability: 100, forecast: 'Closed' },
  { name: 'Closed Lost', probability: 0, forecast: 'Omitted' },
] as const;
export const STAGE_NAMES = values(...STAGES.map((stage) => stage.name));

/** Lead statuses of an org as delivered today; settings may replace them. */
export const LEAD_STATUSES = [
  { label: 'New', default: true, converted: false },
  { label: 'Working', default: false, converted: false },
  { label: 'Nurturing', default: false, converted: false },
  { label: 'Qualified', default: false, converted: true },
  { label: 'Unqualified', default: false, converted: false },
] as const;
