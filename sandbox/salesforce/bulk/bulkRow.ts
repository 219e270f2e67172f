import { refuse } from '../apiError.js';
import type { RowResult } from '../api/writing.js';
import { upsertRow } from '../api/writing.js';
import { deleteRow, hardDeleteRow } from '../remove.js';
import { createRow, updateRow } from '../save.js';
import type { ObjectView } from '../schema.js';
import type { Sent } from '../sent.js';
import type { Writer } from '../writer.js';

export const OPERATIONS = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const;
export type BulkOperation = (typeof OPERATIONS)[number];

/** What a job does with each of its rows, in either version of the Bulk API. */
export interface BulkWork {
  readonly view: ObjectView;
  readonly operation: BulkOperation;
  readonly externalIdFieldName: string | null;
}

/** Writes one row. Throws ApiError. */
export function writeBulkRow(
  writer: Writer,
  { view, operation, externalIdFieldName }: BulkWork,
  id: string,
  sent: Sent,
): RowResult {
  if (operation === 'insert') return { id: createRow(writer, view, sent), created: true };
  if (operation === 'upsert') {
    const field = externalIdFieldName ?? 'Id';
    const key = Object.entries(sent).find(([name]) => name.toLowerCase() === field.toLowerCase())?.[1];
    if (field.toLowerCase() !== 'id' && (key === undefined || key === null || key === ''))
      throw refuse('MISSING_ARGUMENT', `${field} not specified`, []);
    return upsertRow(writer, view, field, field.toLowerCase() === 'id' ? id : key, sent);
  }
  const found = writer.org.byId(id);
  if (found === null || found.view.def.name !== view.def.name)
    throw refuse(
      id === '' ? 'MISSING_ARGUMENT' : /^\w{15}(\w{3})?$/.test(id) ? 'INVALID_CROSS_REFERENCE_KEY' : 'MALFORMED_ID',
      id === '' ? 'Id not specified' : 'invalid cross reference id',
      [],
    );
  if (operation === 'update') updateRow(writer, view, found.row, sent);
  else if (operation === 'delete') deleteRow(writer, view, found.row);
  else hardDeleteRow(writer, view, found.row);
  return { id: found.row.Id, created: false };
}

/** A CSV row as a record: blank leaves a field as it is, `#N/A` empties it, `Account.Ext__c` names a parent by its external id. */
export function recordOfCsv(
  header: readonly string[],
  values: readonly string[],
): { readonly id: string; readonly sent: Sent } {
  const sent: Record<string, unknown> = {};
  let id = '';
  for (const [at, name] of header.entries()) {
    const value = values[at] ?? '';
    if (name.toLowerCase() === 'id') id = value;
    else if (value === '') continue;
    else if (!name.includes('.')) sent[name] = value === '#N/A' ? null : value;
    else {
      const { relationship, field, type } = parentColumn(name);
      sent[relationship] = { [field]: value === '#N/A' ? null : value, ...(type === null ? {} : { type }) };
    }
  }
  return { id, sent };
}

/** `Account.Ext__c`, and of polymorphic parents `Lead:Who.Ext__c`. Source: Bulk API 2.0 Developer Guide, Relationship Fields in a Header Row. */
function parentColumn(name: string): {
  readonly relationship: string;
  readonly field: string;
  readonly type: string | null;
} {
  const [left = '', field = ''] = name.split('.');
  const [type, relationship] = left.includes(':') ? left.split(':') : [null, left];
  return { relationship: relationship ?? '', field, type: type ?? null };
}

/** The first column an object has no field for; null when all are known. */
export function unknownColumn(view: ObjectView, header: readonly string[]): string | null {
  return (
    header.find((name) => {
      if (!name.includes('.')) return view.field(name) === null && !view.hidden(name);
      return view.parent(parentColumn(name).relationship) === null;
    }) ?? null
  );
}
