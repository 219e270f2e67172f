import { ApiError, refuse } from './apiError.js';
import type { Org } from './org.js';
import { PERSON_CONTACT } from './personAccount.js';
import { DELETED, obstacles } from './save.js';
import type { ObjectView } from './schema.js';
import type { Row } from './shapes.js';
import { stamped } from './transaction.js';
import type { Writer } from './writer.js';

/** Into the recycle bin, with the children that hang on it; other references to it are emptied. */
export function deleteRow(writer: Writer, view: ObjectView, row: Row): void {
  const { org, tx } = writer;
  const { name } = view.def;
  if (view.def.readOnly || name === 'User' || (writer.byApi && !org.may(name, 'delete')))
    throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', `entity type ${name} is not deletable`, []);
  if (row.IsDeleted) throw new ApiError(DELETED);
  if (name === 'Contact' && row['IsPersonAccount'] === true && writer.byApi) throw new ApiError(PERSON_CONTACT);
  if (name === 'CampaignMemberStatus' && isNeeded(org, row))
    throw refuse('DELETE_FAILED', 'The default member status and statuses in use cannot be deleted', []);
  const mark = tx.mark();
  const late = obstacles(writer, 'delete', view, row);
  // A contact role goes to the bin with its parents only; removed by itself it is gone. Source: Object Reference, OpportunityContactRole.
  if (name === 'OpportunityContactRole') tx.drop(name, row.Id);
  else bin(writer, view, row);
  tx.log({ op: 'delete', object: name, id: row.Id, fields: () => ({}) });
  if (late !== null) tx.delay(mark, late);
}

/** For good, from the bin or past it (hardDelete, emptyRecycleBin); children go the same way. */
export function hardDeleteRow(writer: Writer, view: ObjectView, row: Row): void {
  if (!row.IsDeleted) deleteRow(writer, view, row);
  const { org, tx } = writer;
  const binned = org.table(view.def.name).get(row.Id)?.SystemModstamp;
  for (const { child, relation, rows } of childrenOf(org, view, row))
    for (const one of rows)
      if (one.IsDeleted && one.SystemModstamp === binned && (relation.cascade || relation.activity))
        tx.drop(child.def.name, one.Id);
  tx.drop(view.def.name, row.Id);
}

/** The default, or some member's. Source: Object Reference, CampaignMemberStatus. */
function isNeeded(org: Org, row: Row): boolean {
  if (row['IsDefault'] === true) return true;
  const members = org.table('CampaignMember').find('CampaignId', String(row['CampaignId'])) ?? [];
  return members.some((one) => !one.IsDeleted && one['Status'] === row['Label']);
}

function bin(writer: Writer, view: ObjectView, row: Row): void {
  const { org, tx, userId } = writer;
  tx.put(view.def.name, stamped(org, { ...row, IsDeleted: true }, userId));
  for (const { child, relation, rows } of childrenOf(org, view, row)) {
    for (const one of rows) {
      if (one.IsDeleted) continue;
      if (relation.cascade || relation.activity) bin(writer, child, one);
      else tx.put(child.def.name, stamped(org, { ...one, [relation.field]: null }, userId));
    }
  }
}

/** Have no undelete(). Source: Object Reference, CampaignMember and CampaignMemberStatus, Supported Calls. */
const GONE = new Set(['CampaignMember', 'CampaignMemberStatus', 'OpportunityContactRole']);

/** Back from the recycle bin, with the children that went there with it (at the same moment). Merged records do not come back. */
export function undeleteRow(writer: Writer, view: ObjectView, row: Row): void {
  const refused = (message: string) => refuse('UNDELETE_FAILED', message, []);
  if (!row.IsDeleted) throw refused('Entity is not in the recycle bin');
  if ((row['MasterRecordId'] ?? null) !== null) throw refused('Entity was merged into another');
  if (writer.byApi && GONE.has(view.def.name)) throw refused(`entity type ${view.def.name} does not support undelete`);
  const mark = writer.tx.mark();
  const late = obstacles(writer, 'update', view, row);
  restore(writer, view, row);
  writer.tx.log({ op: 'update', object: view.def.name, id: row.Id, fields: () => ({ IsDeleted: [true, false] }) });
  if (late !== null) writer.tx.delay(mark, late);
}

function restore(writer: Writer, view: ObjectView, row: Row): void {
  const { org, tx, userId } = writer;
  const twin = view.facts.unique.find((one) => {
    const value = row[one.name];
    return (
      typeof value === 'string' &&
      org
        .table(view.def.name)
        .find(one.name, value)
        ?.some((other) => other.Id !== row.Id && !other.IsDeleted)
    );
  });
  if (twin !== undefined)
    throw refuse('DUPLICATE_VALUE', `duplicate value found: ${twin.name} duplicates value on record in use`, [
      twin.name,
    ]);
  const binned = row.SystemModstamp;
  tx.put(view.def.name, stamped(org, { ...row, IsDeleted: false }, userId));
  for (const { child, relation, rows } of childrenOf(org, view, row)) {
    if (!relation.cascade && !relation.activity) continue;
    for (const one of rows) if (one.IsDeleted && one.SystemModstamp === binned) restore(writer, child, one);
  }
}

interface Relation {
  readonly field: string;
  readonly cascade: boolean;
  /** Activities go with a deleted person although no master-detail says so. */
  readonly activity: boolean;
}

function childrenOf(
  org: Org,
  view: ObjectView,
  row: Row,
): readonly { child: ObjectView; relation: Relation; rows: readonly Row[] }[] {
  return view.children.flatMap(({ object, field, cascade }) => {
    const child = org.schema.object(object);
    const rows = org.table(object).find(field.name, row.Id);
    if (
      child === null ||
      rows === null ||
      rows.length === 0 ||
      field.name === 'MasterRecordId' ||
      field.name.startsWith('Converted')
    )
      return [];
    const activity = (object === 'Task' || object === 'Event') && field.name === 'WhoId';
    return [{ child, relation: { field: field.name, cascade, activity }, rows }];
  });
}
