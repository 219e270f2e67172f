import { ApiError } from './apiError.js';
import type { Org } from './org.js';
import { DELETED, obstacles, PERSON_CONTACT } from './save.js';
import type { ObjectView } from './schema.js';
import type { Row } from './shapes.js';
import { stamped } from './transaction.js';
import type { Writer } from './writer.js';

/** Into the recycle bin, with the children that hang on it; other references to it are emptied. */
export function deleteRow(writer: Writer, view: ObjectView, row: Row): void {
  const { tx } = writer;
  if (view.def.readOnly || view.def.name === 'User')
    throw new ApiError({
      code: 'INSUFFICIENT_ACCESS_OR_READONLY',
      message: `entity type ${view.def.name} is not deletable`,
      fields: [],
    });
  if (row.IsDeleted) throw new ApiError(DELETED);
  if (view.def.name === 'Contact' && row['IsPersonAccount'] === true && writer.byApi)
    throw new ApiError(PERSON_CONTACT);
  const mark = tx.mark();
  const late = obstacles(writer, 'delete', view, row);
  bin(writer, view, row);
  tx.log({ op: 'delete', object: view.def.name, id: row.Id, fields: {} });
  if (late !== null) tx.delay(mark, late);
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

/** Back from the recycle bin, with the children that went there with it (at the same moment). Merged records do not come back. */
export function undeleteRow(writer: Writer, view: ObjectView, row: Row): void {
  const { org, tx, userId } = writer;
  if (!row.IsDeleted)
    throw new ApiError({ code: 'UNDELETE_FAILED', message: 'Entity is not in the recycle bin', fields: [] });
  if ((row['MasterRecordId'] ?? null) !== null)
    throw new ApiError({ code: 'UNDELETE_FAILED', message: 'Entity was merged into another', fields: [] });
  const binned = row.SystemModstamp;
  tx.put(view.def.name, stamped(org, { ...row, IsDeleted: false }, userId));
  for (const { child, relation, rows } of childrenOf(org, view, row)) {
    if (!relation.cascade && !relation.activity) continue;
    for (const one of rows) if (one.IsDeleted && one.SystemModstamp === binned) undeleteRow(writer, child, one);
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
