import { ApiError, refuse } from './apiError.js';
import { customFields, mapped, TO_ACCOUNT, TO_CONTACT, TO_PERSON } from './convertMapping.js';
import { followActivities, followMembers, giveRole } from './convertChildren.js';
import { completed } from './completed.js';
import { plantPerson } from './personAccount.js';
import { planted } from './planted.js';
import { defaultRecordType } from './recordTypes.js';
import { complaintsAbout } from './rowRules.js';
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
  /** A mail to the new owner. */
  readonly notify?: boolean;
}

export interface Converted {
  readonly lead: string;
  readonly account: string;
  readonly contact: string;
  readonly opportunity: string | null;
}

/**
 * Makes of a lead an account, a contact and perhaps an opportunity, or fills the blanks of existing ones. Memberships get the contact and
 * keep the lead; activities move. Source: SOAP API Developer Guide, convertLead(); CampaignMember in the Object Reference.
 */
export function convertLead(writer: Writer, wanted: Conversion): Converted {
  const { org, tx, userId } = writer;
  const { view, row: lead } = convertible(writer, wanted.lead);
  const statuses = org.settings.leadStatuses.filter((one) => one.converted);
  const status = wanted.status === null ? statuses[0] : statuses.find((one) => one.label === wanted.status);
  if (status === undefined) throw refuse('INVALID_STATUS', `invalid convertedStatus: ${wanted.status ?? ''}`, []);
  const owner = ownerOf(writer, wanted, lead);
  const existing = wanted.contact === null ? null : alive(writer, wanted.contact, 'Contact');
  const mark = tx.mark();
  const late = obstacles(writer, 'convert', view, lead);

  const accountId = wanted.account ?? existing?.['AccountId'] ?? null;
  const person = typeof accountId !== 'string' && (lead['Company'] ?? null) === null;
  const account =
    typeof accountId === 'string'
      ? filled(writer, 'Account', alive(writer, accountId, 'Account'), {
          ...mapped(lead, TO_ACCOUNT),
          ...customFields(org, view, lead, 'Account'),
        })
      : made(writer, 'Account', {
          ...mapped(lead, person ? TO_PERSON : TO_ACCOUNT),
          ...customFields(org, view, lead, 'Account'),
          OwnerId: owner,
        });
  const contact = person ? half(writer, account) : contactOf(writer, wanted, view, lead, existing, account, owner);
  const opportunity = opportunityOf(writer, wanted, view, lead, account, owner);
  if (opportunity !== null) giveRole(writer, opportunity, contact, wanted.opportunity === null);
  followMembers(writer, lead, contact);
  followActivities(writer, lead, contact, opportunity ?? account);

  const marks: Readonly<Record<string, Value>> = {
    Status: status.label,
    IsConverted: true,
    ConvertedAccountId: account.Id,
    ConvertedContactId: contact.Id,
    ConvertedOpportunityId: opportunity?.Id ?? null,
    ConvertedDate: new Date(org.now()).toISOString().slice(0, 10),
  };
  tx.put('Lead', stamped(org, { ...lead, ...marks, IsUnreadByOwner: false }, userId));
  if (wanted.notify === true)
    tx.mail({
      kind: 'conversion',
      to: String(owner),
      record: lead.Id,
      at: new Date(org.kit.clock.now()).toISOString(),
    });
  tx.log({
    op: 'convert',
    object: 'Lead',
    id: lead.Id,
    fields: () =>
      Object.fromEntries(
        Object.entries(marks)
          .filter(([name, value]) => value !== (lead[name] ?? null))
          .map(([name, value]) => [name, [lead[name] ?? (name === 'IsConverted' ? false : null), value] as const]),
      ),
  });
  if (late !== null) tx.delay(mark, late);
  return { lead: lead.Id, account: account.Id, contact: contact.Id, opportunity: opportunity?.Id ?? null };
}

function convertible({ org, byApi }: Writer, id: string): { readonly view: ObjectView; readonly row: Row } {
  const found = org.byId(id);
  if (found === null || found.view.def.name !== 'Lead')
    throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
  if (byApi && !org.permitted('convertLeads'))
    throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', []);
  if (found.row.IsDeleted) throw new ApiError(DELETED);
  if (found.row['IsConverted'] === true)
    throw refuse('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', []);
  return found;
}

/** Queues own leads and nothing else. */
function ownerOf({ org, userId }: Writer, wanted: Conversion, lead: Row): Value {
  const owner = wanted.owner ?? lead['OwnerId'] ?? userId;
  if (typeof owner === 'string' && org.byId(owner)?.view.def.name === 'Group')
    throw refuse(
      'UNKNOWN_EXCEPTION',
      'Converted objects can only be owned by users. If the lead is not owned by a user, you must specify a user for the Owner field.',
      [],
    );
  return owner;
}

function contactOf(
  writer: Writer,
  wanted: Conversion,
  view: ObjectView,
  lead: Row,
  existing: Row | null,
  account: Row,
  owner: Value,
): Row {
  const fields = { ...mapped(lead, TO_CONTACT), ...customFields(writer.org, view, lead, 'Contact') };
  return existing === null
    ? made(writer, 'Contact', { ...fields, AccountId: account.Id, OwnerId: owner })
    : filled(
        writer,
        'Contact',
        existing,
        { ...fields, AccountId: account.Id },
        wanted.overwriteLeadSource ? ['LeadSource'] : [],
      );
}

function alive({ org }: Writer, id: string, object: string): Row {
  const found = org.byId(id);
  if (found === null || found.view.def.name !== object)
    throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
  if (found.row.IsDeleted) throw new ApiError(DELETED);
  return found.row;
}

/** A new record: of the owner's default record type, and held to the org's rules. */
function made(writer: Writer, object: string, fields: Readonly<Record<string, Value>>): Row {
  const { org, tx } = writer;
  const view = org.schema.object(object);
  if (view === null) throw refuse('INVALID_TYPE', `no ${object}`, []);
  const type = view.field('RecordTypeId') === null ? {} : { RecordTypeId: defaultRecordType(org, view) };
  const row = completed(org, view, planted(writer, object, { ...type, ...fields }));
  const [first, ...others] = complaintsAbout(org, view, row, null, { allowDuplicates: true, assign: false });
  if (first !== undefined && first.code === 'FIELD_CUSTOM_VALIDATION_EXCEPTION') throw new ApiError(first, ...others);
  tx.put(object, row);
  return row;
}

function half(writer: Writer, account: Row): Row {
  plantPerson(writer, account);
  const id = writer.org.table('Account').get(account.Id)?.['PersonContactId'];
  const contact = typeof id === 'string' ? writer.org.table('Contact').get(id) : null;
  if (contact === null) throw refuse('UNKNOWN_EXCEPTION', 'the person has no contact', []);
  return contact;
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

function opportunityOf(
  writer: Writer,
  wanted: Conversion,
  view: ObjectView,
  lead: Row,
  account: Row,
  owner: Value,
): Row | null {
  if (wanted.opportunity !== null) return alive(writer, wanted.opportunity, 'Opportunity');
  if (wanted.opportunityName === null) return null;
  const now = new Date(writer.org.now());
  const quarterEnd = new Date(Date.UTC(now.getUTCFullYear(), Math.floor(now.getUTCMonth() / 3) * 3 + 3, 0));
  return made(writer, 'Opportunity', {
    ...customFields(writer.org, view, lead, 'Opportunity'),
    Name: wanted.opportunityName.slice(0, 120),
    AccountId: account.Id,
    StageName: 'Prospecting',
    LeadSource: lead['LeadSource'] ?? null,
    CloseDate: quarterEnd.toISOString().slice(0, 10),
    OwnerId: owner,
  });
}
