import { ApiError, type Complaint } from './apiError.js';
import { checkValue, writable } from './checks.js';
import { LOCKED, lockedByOthers, rowFault } from './obstacles.js';
import type { Org } from './org.js';
import { renderValue } from './render.js';
import { complaintsAbout } from './rowRules.js';
import type { ObjectView } from './schema.js';
import type { Row, Value } from './shapes.js';
import { memberStatus, plantMemberStatuses } from './campaignRules.js';
import { stamped } from './transaction.js';
import type { Writer } from './writer.js';

export type Sent = Readonly<Record<string, unknown>>;

/** Id of the new record. Throws ApiError with every complaint; then nothing is changed. */
export function createRow(writer: Writer, view: ObjectView, sent: Sent): string {
  const { org, tx, userId } = writer;
  if (view.def.readOnly)
    throw new ApiError({
      code: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      message: `entity type ${view.def.name} is not insertable`,
      fields: [],
    });
  const given = readSent(writer, view, sent, true);
  const at = org.now();
  const initial = Object.fromEntries(
    view.fields.filter((one) => one.initial !== null && one.initial !== '').map((one) => [one.name, one.initial]),
  );
  const id = org.makeId(view.def);
  const own: Record<string, Value> = { ...initial, ...given };
  for (const [name, value] of Object.entries(own)) if (value === null) delete own[name];
  if (view.field('OwnerId') !== null) own['OwnerId'] ??= userId;
  const row = completed(org, view, {
    ...own,
    Id: id,
    IsDeleted: false,
    CreatedDate: at,
    CreatedById: userId,
    LastModifiedDate: at,
    LastModifiedById: userId,
    SystemModstamp: at,
  });
  const complaints = complaintsAbout(org, view, row, null, writer.options);
  if (complaints[0] !== undefined) throw new ApiError(complaints[0], ...complaints.slice(1));
  const mark = tx.mark();
  const late = obstacles(writer, 'create', view, row);
  tx.put(view.def.name, assigned(writer, view, row));
  if (view.def.name === 'Campaign') plantMemberStatuses(org, tx, id, userId);
  if (view.def.name === 'Account' && org.settings.personAccounts && typeof row['LastName'] === 'string')
    plantPerson(writer, row);
  tx.log({ op: 'create', object: view.def.name, id, fields: changes(view, null, row, Object.keys(given)) });
  if (late !== null) tx.delay(mark, late);
  return id;
}

/** Saves the fields sent; a save that changes nothing still moves the stamps, as in the org. */
export function updateRow(writer: Writer, view: ObjectView, before: Row, sent: Sent): void {
  const { org, tx, userId } = writer;
  if (view.def.readOnly)
    throw new ApiError({
      code: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      message: `entity type ${view.def.name} is not updateable`,
      fields: [],
    });
  if (before.IsDeleted) throw new ApiError(DELETED);
  if (before['IsConverted'] === true)
    throw new ApiError({
      code: 'CANNOT_UPDATE_CONVERTED_LEAD',
      message: 'cannot reference converted lead',
      fields: [],
    });
  if (view.def.name === 'Contact' && before['IsPersonAccount'] === true && writer.byApi)
    throw new ApiError(PERSON_CONTACT);
  const given = readSent(writer, view, sent, false);
  const row = completed(org, view, stamped(org, { ...before, ...given }, userId), before);
  const complaints = complaintsAbout(org, view, row, before, writer.options);
  if (complaints[0] !== undefined) throw new ApiError(complaints[0], ...complaints.slice(1));
  const mark = tx.mark();
  const late = obstacles(writer, 'update', view, row);
  tx.put(view.def.name, row);
  const contact =
    view.def.name === 'Account' && row['IsPersonAccount'] === true
      ? org.byId(String(row['PersonContactId']))?.row
      : undefined;
  if (contact !== undefined) tx.put('Contact', stamped(org, { ...contact, ...personFields(row) }, userId));
  tx.log({ op: 'update', object: view.def.name, id: row.Id, fields: changes(view, before, row, Object.keys(given)) });
  if (late !== null) tx.delay(mark, late);
}

export const DELETED: Complaint = { code: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] };
export const PERSON_CONTACT: Complaint = {
  code: 'INVALID_PERSON_ACCOUNT_OPERATION',
  message: 'cannot reference person contact',
  fields: [],
};

/** Locks and row faults in the way; a moment (epoch ms) when the row is to commit late. Throws ApiError when refused. */
export function obstacles(
  writer: Writer,
  op: 'create' | 'update' | 'delete' | 'merge' | 'convert',
  view: ObjectView,
  row: Row,
): number | null {
  if (!writer.byApi) return null;
  if (lockedByOthers(writer.org, view, row, writer.tx.touched())) throw new ApiError(LOCKED);
  // A row that has no id yet is known to a test by its email or external id.
  const known = nameOf(view, row);
  return op === 'create'
    ? rowFault(writer, op, view.def.name, known ?? row.Id, externalIdOf(view, row))
    : rowFault(writer, op, view.def.name, row.Id, known);
}

function readSent(writer: Writer, view: ObjectView, sent: Sent, creating: boolean): Readonly<Record<string, Value>> {
  const fields: Record<string, Value> = {};
  const complaints: Complaint[] = [];
  for (const [name, value] of Object.entries(sent)) {
    // Clients that know no better repeat the id or the attributes in the body.
    if (name === 'attributes' || (name.toLowerCase() === 'id' && (value === '' || value === null || !creating)))
      continue;
    const found = writable(view, name, creating);
    if ('complaint' in found) {
      complaints.push(found.complaint);
      continue;
    }
    const checked = checkValue(writer.org, found.field, value);
    if ('complaint' in checked) complaints.push(checked.complaint);
    else fields[found.field.name] = checked.value;
  }
  if (complaints[0] !== undefined) throw new ApiError(complaints[0], ...complaints.slice(1));
  return fields;
}

/** What the org itself adds to a row that is saved. */
function completed(org: Org, view: ObjectView, row: Row, before: Row | null = null): Row {
  switch (view.def.name) {
    case 'Lead':
    case 'Contact':
    case 'User': {
      const named = {
        ...row,
        Name: [row['FirstName'], row['LastName']].filter((part) => typeof part === 'string').join(' '),
      };
      // A new address has not bounced yet.
      return before !== null &&
        before['Email'] !== row['Email'] &&
        before['EmailBouncedDate'] === row['EmailBouncedDate']
        ? { ...named, EmailBouncedDate: null, EmailBouncedReason: null }
        : named;
    }
    case 'Account':
      return org.settings.personAccounts &&
        typeof row['LastName'] === 'string' &&
        (before === null || before['IsPersonAccount'] === true)
        ? {
            ...row,
            IsPersonAccount: true,
            Name: [row['FirstName'], row['LastName']].filter((part) => typeof part === 'string').join(' '),
          }
        : row;
    case 'CampaignMember':
      return memberStatus(org, row, before);
    default:
      return row;
  }
}

const personFields = (account: Row): Readonly<Record<string, Value>> => ({
  FirstName: account['FirstName'] ?? null,
  LastName: account['LastName'] ?? null,
  Name: account['Name'] ?? null,
  Email: account['PersonEmail'] ?? null,
  Title: account['PersonTitle'] ?? null,
  Phone: account['Phone'] ?? null,
});

/** The contact half of a person account: made with it, always saved with it. */
function plantPerson({ org, tx, userId }: Writer, account: Row): void {
  const contact = org.schema.object('Contact');
  if (contact === null) return;
  const id = org.makeId(contact.def);
  const { CreatedDate = null, LastModifiedDate = null, SystemModstamp } = account;
  tx.put('Contact', {
    ...personFields(account),
    Id: id,
    IsDeleted: false,
    AccountId: account.Id,
    IsPersonAccount: true,
    OwnerId: account['OwnerId'] ?? userId,
    CreatedDate,
    CreatedById: userId,
    LastModifiedDate,
    LastModifiedById: userId,
    SystemModstamp,
  });
  tx.put('Account', { ...account, PersonContactId: id });
}

/** Assignment rules run on creation unless the caller says not to (Sforce-Auto-Assign, TRUE by default). */
function assigned({ org, tx, options }: Writer, view: ObjectView, row: Row): Row {
  const rule = org.settings.assignmentRules.find((one) => one.object.toLowerCase() === view.def.name.toLowerCase());
  if (rule === undefined || !options.assign) return row;
  const at = new Date(org.kit.clock.now()).toISOString();
  if (rule.notify) tx.mail({ kind: 'assignment', to: rule.owner, record: row.Id, at });
  const email = row['Email'];
  if (rule.autoResponse && typeof email === 'string') tx.mail({ kind: 'auto-response', to: email, record: row.Id, at });
  return { ...row, OwnerId: org.user(rule.owner) };
}

const externalIdOf = (view: ObjectView, row: Row): string | null =>
  textAmong(view.fields.filter((one) => one.externalId).map((one) => row[one.name]));

const nameOf = (view: ObjectView, row: Row): string | null =>
  textAmong([row['Email'], externalIdOf(view, row), row['LastName'], row['Name']]);

const textAmong = (values: readonly (Value | undefined)[]): string | null =>
  values.find((one): one is string => typeof one === 'string') ?? null;

function changes(
  view: ObjectView,
  before: Row | null,
  after: Row,
  names: readonly string[],
): Readonly<Record<string, readonly [unknown, unknown]>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const field = view.field(name);
      if (field === null) return [];
      const blank: Value = field.type === 'boolean' && before !== null ? false : null;
      const old = before?.[name] ?? blank;
      const now = after[name] ?? blank;
      return old === now ? [] : [[name, [renderValue(field, old), renderValue(field, now)] as const]];
    }),
  );
}
