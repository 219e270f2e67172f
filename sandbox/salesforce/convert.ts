import { ApiError, refuse } from './apiError.js';
import { DELETED, obstacles } from './save.js';
import type { ObjectView } from './schema.js';
import type { Row, Value } from './shapes.js';
import { stamped } from './transaction.js';
import type { Writer } from './writer.js';

export interface Conversion {
  readonly lead: string;
  /** Without it the org's first converted status: only a user's own conversion goes without. */
  readonly status: string | null;
  readonly account: string | null;
  readonly contact: string | null;
  /** Adds to this opportunity. */
  readonly opportunity: string | null;
  /** Name of a new opportunity; null makes none. */
  readonly opportunityName: string | null;
  readonly owner: string | null;
  readonly overwriteLeadSource: boolean;
}

export interface Converted {
  readonly lead: string;
  readonly account: string;
  readonly contact: string;
  readonly opportunity: string | null;
}

/** Lead field → contact field. Source: help "Lead Conversion Field Mapping". */
const TO_CONTACT: Readonly<Record<string, string>> = {
  FirstName: 'FirstName',
  LastName: 'LastName',
  Salutation: 'Salutation',
  Title: 'Title',
  Email: 'Email',
  Phone: 'Phone',
  MobilePhone: 'MobilePhone',
  Fax: 'Fax',
  Street: 'MailingStreet',
  City: 'MailingCity',
  State: 'MailingState',
  PostalCode: 'MailingPostalCode',
  Country: 'MailingCountry',
  LeadSource: 'LeadSource',
  Description: 'Description',
  HasOptedOutOfEmail: 'HasOptedOutOfEmail',
  HasOptedOutOfFax: 'HasOptedOutOfFax',
  DoNotCall: 'DoNotCall',
  EmailBouncedDate: 'EmailBouncedDate',
  EmailBouncedReason: 'EmailBouncedReason',
};
const TO_ACCOUNT: Readonly<Record<string, string>> = {
  Company: 'Name',
  Phone: 'Phone',
  Fax: 'Fax',
  Website: 'Website',
  Industry: 'Industry',
  AnnualRevenue: 'AnnualRevenue',
  NumberOfEmployees: 'NumberOfEmployees',
  Rating: 'Rating',
  LeadSource: 'AccountSource',
  Street: 'BillingStreet',
  City: 'BillingCity',
  State: 'BillingState',
  PostalCode: 'BillingPostalCode',
  Country: 'BillingCountry',
};

/**
 * Makes of a lead an account, a contact and perhaps an opportunity, or fills the blanks of existing ones. Memberships get the contact and
 * keep the lead; activities move. Source: SOAP API Developer Guide, convertLead(); CampaignMember in the Object Reference.
 */
export function convertLead(writer: Writer, wanted: Conversion): Converted {
  const { org, tx, userId } = writer;
  const found = org.byId(wanted.lead);
  if (found === null || found.view.def.name !== 'Lead')
    throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
  const { view, row: lead } = found;
  if (lead.IsDeleted) throw new ApiError(DELETED);
  if (lead['IsConverted'] === true) throw refuse('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', []);
  const statuses = org.settings.leadStatuses.filter((one) => one.converted);
  const status = wanted.status === null ? statuses[0] : statuses.find((one) => one.label === wanted.status);
  if (status === undefined) throw refuse('INVALID_STATUS', `invalid convertedStatus: ${wanted.status ?? ''}`, []);
  const existing = wanted.contact === null ? null : alive(writer, wanted.contact, 'Contact');
  const mark = tx.mark();
  const late = obstacles(writer, 'convert', view, lead);

  const owner = wanted.owner ?? lead['OwnerId'] ?? userId;
  const accountId = wanted.account ?? existing?.['AccountId'] ?? null;
  const account =
    typeof accountId === 'string'
      ? filled(writer, 'Account', alive(writer, accountId, 'Account'), mapped(lead, TO_ACCOUNT))
      : planted(writer, 'Account', { ...mapped(lead, TO_ACCOUNT), OwnerId: owner });
  const fields = { ...mapped(lead, TO_CONTACT), ...customFields(writer, view, lead) };
  const contact =
    existing === null
      ? planted(writer, 'Contact', { ...fields, Name: lead['Name'] ?? null, AccountId: account.Id, OwnerId: owner })
      : filled(
          writer,
          'Contact',
          existing,
          { ...fields, AccountId: account.Id },
          wanted.overwriteLeadSource ? ['LeadSource'] : [],
        );
  const opportunity = opportunityOf(writer, wanted, account, owner);

  for (const member of org.table('CampaignMember').find('LeadId', lead.Id) ?? []) {
    if (!member.IsDeleted) tx.put('CampaignMember', stamped(org, { ...member, ContactId: contact.Id }, userId));
  }
  for (const object of ['Task', 'Event']) {
    for (const activity of org.table(object).find('WhoId', lead.Id) ?? []) {
      tx.put(object, stamped(org, { ...activity, WhoId: contact.Id, WhatId: opportunity?.Id ?? account.Id }, userId));
    }
  }
  const marks: Readonly<Record<string, Value>> = {
    Status: status.label,
    IsConverted: true,
    ConvertedAccountId: account.Id,
    ConvertedContactId: contact.Id,
    ConvertedOpportunityId: opportunity?.Id ?? null,
    ConvertedDate: new Date(org.now()).toISOString().slice(0, 10),
  };
  tx.put('Lead', stamped(org, { ...lead, ...marks }, userId));
  tx.log({
    op: 'convert',
    object: 'Lead',
    id: lead.Id,
    fields: Object.fromEntries(
      Object.entries(marks)
        .filter(([name, value]) => value !== (lead[name] ?? null))
        .map(([name, value]) => [name, [lead[name] ?? (name === 'IsConverted' ? false : null), value] as const]),
    ),
  });
  if (late !== null) tx.delay(mark, late);
  return { lead: lead.Id, account: account.Id, contact: contact.Id, opportunity: opportunity?.Id ?? null };
}

function alive({ org }: Writer, id: string, object: string): Row {
  const found = org.byId(id);
  if (found === null || found.view.def.name !== object)
    throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
  if (found.row.IsDeleted) throw new ApiError(DELETED);
  return found.row;
}

function mapped(lead: Row, names: Readonly<Record<string, string>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) => ((lead[from] ?? null) === null ? [] : [[to, lead[from] ?? null]])),
  );
}

/** Custom fields go to the contact's of the same name: a mapping every admin sets up. */
function customFields({ org }: Writer, view: ObjectView, lead: Row): Readonly<Record<string, Value>> {
  const contact = org.schema.object('Contact');
  const names = view.fields
    .filter((one) => one.custom && !one.externalId && contact?.field(one.name)?.custom === true)
    .map((one) => one.name);
  return Object.fromEntries(
    names.flatMap((name) => ((lead[name] ?? null) === null ? [] : [[name, lead[name] ?? null]])),
  );
}

function planted({ org, tx, userId }: Writer, object: string, fields: Readonly<Record<string, Value>>): Row {
  const view = org.schema.object(object);
  if (view === null) throw refuse('INVALID_TYPE', `no ${object}`, []);
  const at = org.now();
  const row: Row = {
    ...fields,
    Id: org.makeId(view.def),
    IsDeleted: false,
    CreatedDate: at,
    CreatedById: userId,
    LastModifiedDate: at,
    LastModifiedById: userId,
    SystemModstamp: at,
  };
  tx.put(object, row);
  return row;
}

/** Only blanks are filled, but for the fields named. */
function filled(
  { org, tx, userId }: Writer,
  object: string,
  row: Row,
  fields: Readonly<Record<string, Value>>,
  overwrite: readonly string[] = [],
): Row {
  const blanks = Object.fromEntries(
    Object.entries(fields).filter(([name]) => overwrite.includes(name) || (row[name] ?? null) === null),
  );
  const next = stamped(org, { ...row, ...blanks }, userId);
  tx.put(object, next);
  return next;
}

function opportunityOf(writer: Writer, wanted: Conversion, account: Row, owner: Value): Row | null {
  if (wanted.opportunity !== null) return alive(writer, wanted.opportunity, 'Opportunity');
  if (wanted.opportunityName === null) return null;
  const now = new Date(writer.org.now());
  const quarterEnd = new Date(Date.UTC(now.getUTCFullYear(), Math.floor(now.getUTCMonth() / 3) * 3 + 3, 0));
  return planted(writer, 'Opportunity', {
    Name: wanted.opportunityName,
    AccountId: account.Id,
    StageName: 'Prospecting',
    Probability: 10,
    CloseDate: quarterEnd.toISOString().slice(0, 10),
    OwnerId: owner,
  });
}
