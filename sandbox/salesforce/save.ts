import { ApiError, type Complaint } from './apiError.js';
import { assigned } from './assignment.js';
import { completed } from './completed.js';
import { afterSave } from './effects.js';
import { LOCKED, lockedByOthers, rowFault } from './obstacles.js';
import { PERSON_CONTACT } from './personAccount.js';
import { defaultRecordType } from './recordTypes.js';
import { renderValue } from './render.js';
import { complaintsAbout } from './rowRules.js';
import type { ObjectView } from './schema.js';
import { readSent, type Sent } from './sent.js';
import type { Row, Value } from './shapes.js';
import { stamped } from './transaction.js';
import type { Writer } from './writer.js';

/** A row before it is saved. */
interface Draft extends Row {
  Id: string;
  SystemModstamp: number;
  [field: string]: Value;
}

/** Id of the new record. Throws ApiError with every complaint; then nothing is changed. */
export function createRow(writer: Writer, view: ObjectView, sent: Sent): string {
  const { org, tx, userId } = writer;
  mayWrite(writer, view, 'create');
  const given = readSent(org, view, sent, true);
  const at = org.now();
  const id = org.makeId(view.def);
  // Copied whole and filled in place: rows of one shape cost a fraction of what spreading costs.
  const { names, blank } = view.facts.shapeOf(Object.keys(given));
  const own = { ...blank } as Draft;
  own.Id = id;
  own.CreatedDate = at;
  own.CreatedById = userId;
  own.LastModifiedDate = at;
  own.LastModifiedById = userId;
  own.SystemModstamp = at;
  for (const name of names) own[name] = given[name] as Value;
  if (view.facts.owned) own['OwnerId'] ??= userId;
  if (view.facts.typed) own['RecordTypeId'] ??= defaultRecordType(org, view);
  const row = completed(org, view, own);
  const complaints = complaintsAbout(org, view, row, null, writer.options);
  if (complaints[0] !== undefined) throw new ApiError(complaints[0], ...complaints.slice(1));
  const mark = tx.mark();
  const late = obstacles(writer, 'create', view, row);
  const saved = numbered(writer, view, assigned(writer, view, row));
  tx.put(view.def.name, saved);
  afterSave(writer, view.def.name, saved, null);
  tx.log({ op: 'create', object: view.def.name, id, fields: () => changes(view, null, row, names) });
  if (late !== null) tx.delay(mark, late);
  return id;
}

/** Saves the fields sent; a save that changes nothing still moves the stamps, as in the org. */
export function updateRow(writer: Writer, view: ObjectView, before: Row, sent: Sent): void {
  const { org, tx, userId } = writer;
  mayWrite(writer, view, 'edit');
  if (before.IsDeleted) throw new ApiError(DELETED);
  if (before['IsConverted'] === true)
    throw new ApiError({
      code: 'CANNOT_UPDATE_CONVERTED_LEAD',
      message: 'cannot reference converted lead',
      fields: [],
    });
  if (view.def.name === 'Contact' && before['IsPersonAccount'] === true && writer.byApi)
    throw new ApiError(PERSON_CONTACT);
  const given = readSent(org, view, sent, false);
  const row = completed(org, view, stamped(org, { ...before, ...given }, userId), before);
  const complaints = complaintsAbout(org, view, row, before, writer.options);
  if (complaints[0] !== undefined) throw new ApiError(complaints[0], ...complaints.slice(1));
  const mark = tx.mark();
  const late = obstacles(writer, 'update', view, row);
  tx.put(view.def.name, row);
  afterSave(writer, view.def.name, row, before);
  tx.log({
    op: 'update',
    object: view.def.name,
    id: row.Id,
    fields: () => changes(view, before, row, Object.keys(given)),
  });
  if (late !== null) tx.delay(mark, late);
}

export const DELETED: Complaint = { code: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] };

/** Objects that only the org writes, and what the caller's profile forbids. Throws ApiError. */
function mayWrite({ org, byApi }: Writer, { def }: ObjectView, action: 'create' | 'edit'): void {
  const refused = def.readOnly || (byApi && !org.may(def.name, action));
  if (!refused && (!byApi || !MARKETING.has(def.name) || org.permitted('marketingUser'))) return;
  throw new ApiError({
    code: refused ? 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY' : 'INSUFFICIENT_ACCESS_OR_READONLY',
    message: refused
      ? `entity type ${def.name} is not ${action === 'create' ? 'insertable' : 'updateable'}`
      : 'insufficient access rights on object id',
    fields: [],
  });
}

/** Need the Marketing User permission. Source: Object Reference, CampaignMember, Special Access Rules. */
const MARKETING = new Set(['Campaign', 'CampaignMember', 'CampaignMemberStatus']);

/** Locks and row faults in the way; a moment (epoch ms) when the row is to commit late. Throws ApiError when refused. */
export function obstacles(
  writer: Writer,
  op: 'create' | 'update' | 'delete' | 'merge' | 'convert',
  view: ObjectView,
  row: Row,
): number | null {
  if (!writer.byApi) return null;
  if (lockedByOthers(writer, view, row)) throw new ApiError(LOCKED);
  if (!writer.org.kit.rows.armed) return null;
  // A row that has no id yet is known to a test by its email or external id.
  const known = nameOf(view, row);
  return op === 'create'
    ? rowFault(writer, op, view.def.name, known ?? row.Id, externalIdOf(view, row))
    : rowFault(writer, op, view.def.name, row.Id, known);
}

/** Auto-number fields take the next number of their own: `A-{0000}`. */
function numbered({ org }: Writer, view: ObjectView, row: Row): Row {
  const fields = view.facts.numbered;
  if (fields.length === 0) return row;
  return {
    ...row,
    ...Object.fromEntries(
      fields.map((one) => [
        one.name,
        (one.autoNumber ?? '{0}').replace(/\{(0+)\}/, (_whole, zeros: string) =>
          String(org.nextNumber(`${view.def.name}.${one.name}`)).padStart(zeros.length, '0'),
        ),
      ]),
    ),
  };
}

const externalIdOf = (view: ObjectView, row: Row): string | null =>
  textAmong(view.facts.external.map((name) => row[name]));

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
  const changed: Record<string, readonly [unknown, unknown]> = {};
  for (const name of names) {
    const field = view.field(name);
    if (field === null) continue;
    const blank: Value = field.type === 'boolean' && before !== null ? false : null;
    const old = before?.[name] ?? blank;
    const now = after[name] ?? blank;
    if (old !== now) changed[name] = [renderValue(field, old), renderValue(field, now)];
  }
  return changed;
}
