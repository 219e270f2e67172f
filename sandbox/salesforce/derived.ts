import { STAGES } from './objects/picklists.js';
import type { Org } from './org.js';
import type { ObjectView } from './schema.js';
import type { Field, Row, Value } from './shapes.js';

/** A field's value as the API shows it; compound addresses have none of their own (`renderField`). */
export function valueOf(org: Org, view: ObjectView, one: Field, row: Row): Value {
  if (one.computed) return DERIVED[view.def.name]?.[one.name]?.(org, row) ?? (one.type === 'boolean' ? false : null);
  return row[one.name] ?? (one.type === 'boolean' ? false : null);
}

type Rule = (org: Org, row: Row) => Value;

const stage = (row: Row) => STAGES.find((one) => one.name === row['StageName']);

const ofPerson =
  (name: string): Rule =>
  (org, row) =>
    personOf(org, row)?.[name] ?? null;

/** The contact, once there is one: a converted lead's memberships are its contact's. */
function personOf(org: Org, row: Row): Row | null {
  const id = row['ContactId'] ?? row['LeadId'];
  return typeof id === 'string' ? (org.byId(id)?.row ?? null) : null;
}

const members = (org: Org, row: Row): readonly Row[] =>
  (org.table('CampaignMember').find('CampaignId', row.Id) ?? []).filter((one) => !one.IsDeleted);

const deals = (org: Org, row: Row): readonly Row[] =>
  (org.table('Opportunity').find('CampaignId', row.Id) ?? []).filter((one) => !one.IsDeleted);
const isWon = (row: Row): boolean => stage(row)?.forecast === 'Closed';
const amount = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + Number(row['Amount'] ?? 0), 0);

const DERIVED: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  Contact: { IsEmailBounced: (_org, row) => (row['EmailBouncedDate'] ?? null) !== null },
  Opportunity: {
    IsClosed: (_org, row) => ['Closed', 'Omitted'].includes(stage(row)?.forecast ?? ''),
    IsWon: (_org, row) => isWon(row),
    ForecastCategory: (_org, row) => stage(row)?.forecast ?? 'Pipeline',
    ForecastCategoryName: (_org, row) => stage(row)?.forecast ?? 'Pipeline',
  },
  Task: {
    IsHighPriority: (_org, row) => row['Priority'] === 'High',
    IsClosed: (_org, row) => row['Status'] === 'Completed',
  },
  Campaign: {
    NumberOfLeads: (org, row) => members(org, row).filter((one) => (one['LeadId'] ?? null) !== null).length,
    NumberOfConvertedLeads: (org, row) =>
      members(org, row).filter((one) => (one['LeadId'] ?? null) !== null && (one['ContactId'] ?? null) !== null).length,
    NumberOfContacts: (org, row) => members(org, row).filter((one) => (one['ContactId'] ?? null) !== null).length,
    NumberOfResponses: (org, row) => members(org, row).filter((one) => one['HasResponded'] === true).length,
    NumberOfOpportunities: (org, row) => deals(org, row).length,
    NumberOfWonOpportunities: (org, row) => deals(org, row).filter(isWon).length,
    AmountAllOpportunities: (org, row) => amount(deals(org, row)),
    AmountWonOpportunities: (org, row) => amount(deals(org, row).filter(isWon)),
  },
  CampaignMember: {
    ...Object.fromEntries(
      [
        'FirstName',
        'LastName',
        'Name',
        'Salutation',
        'Title',
        'Email',
        'Phone',
        'MobilePhone',
        'HasOptedOutOfEmail',
        'DoNotCall',
      ].map((name) => [name, ofPerson(name)]),
    ),
    CompanyOrAccount: (org, row) => {
      const person = personOf(org, row);
      const account = person?.['AccountId'];
      return person?.['Company'] ?? (typeof account === 'string' ? (org.byId(account)?.row['Name'] ?? null) : null);
    },
    Type: (_org, row) => ((row['ContactId'] ?? null) === null ? 'Lead' : 'Contact'),
    LeadOrContactId: (_org, row) => row['ContactId'] ?? row['LeadId'] ?? null,
    LeadOrContactOwnerId: ofPerson('OwnerId'),
  },
};
