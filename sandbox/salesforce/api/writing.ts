import { ApiError, refuse, type Complaint } from '../apiError.js';
import { lock } from '../obstacles.js';
import type { Org } from '../org.js';
import { createRow, updateRow } from '../save.js';
import type { Sent } from '../sent.js';
import type { ObjectView } from '../schema.js';
import type { Row } from '../shapes.js';
import { begin } from '../transaction.js';
import type { Writer } from '../writer.js';
import { header, type Call } from './call.js';

/** A writer for one request; the caller commits. */
export function writerFor(org: Org, call: Call): Writer {
  return {
    org,
    tx: begin(org),
    userId: org.user(call.client),
    client: call.client,
    method: call.method,
    path: call.path,
    options: {
      allowDuplicates: /allowSave\s*=\s*true/i.test(header(call, 'sforce-duplicate-rule-header')),
      assign: header(call, 'sforce-auto-assign').toUpperCase() !== 'FALSE',
    },
    byApi: true,
    holder: call,
  };
}

/** Runs one all-or-nothing write. Throws what it throws, with nothing changed. */
export function atomically<T>(org: Org, call: Call, write: (writer: Writer) => T): T {
  const writer = writerFor(org, call);
  const start = writer.tx.mark();
  try {
    const result = write(writer);
    finish(writer);
    return result;
  } catch (error) {
    writer.tx.undo(start);
    throw error;
  }
}

export function finish(writer: Writer): void {
  lock(writer.org, writer.tx, writer.holder);
  writer.tx.commit(writer.client);
}

export type RowResult =
  | { readonly id: string; readonly created: boolean }
  | { readonly complaints: readonly Complaint[]; readonly id: string | null };

/** Writes rows one by one; with `allOrNone` one refusal undoes them all. Results in the order given. */
export function eachRow<T>(
  org: Org,
  call: Call,
  rows: readonly T[],
  allOrNone: boolean,
  write: (writer: Writer, row: T) => RowResult,
): readonly RowResult[] {
  const writer = writerFor(org, call);
  const start = writer.tx.mark();
  const results = rows.map((row): RowResult => {
    const mark = writer.tx.mark();
    try {
      return write(writer, row);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      writer.tx.undo(mark);
      return { complaints: error.complaints, id: null };
    }
  });
  if (allOrNone && results.some((one) => 'complaints' in one)) {
    writer.tx.undo(start);
    return results.map((one) => ('complaints' in one ? one : { complaints: [ROLLED_BACK], id: null }));
  }
  finish(writer);
  return results;
}

const ROLLED_BACK: Complaint = {
  code: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  fields: [],
};

export function viewNamed(org: Org, name: string): ObjectView {
  const view = org.schema.object(name);
  if (view === null || !org.may(view.def.name, 'read'))
    throw refuse('NOT_FOUND', 'The requested resource does not exist');
  return view;
}

/** A record of this object, deleted or not. Throws NOT_FOUND. */
export function rowNamed(org: Org, view: ObjectView, id: string): Row {
  const found = org.byId(id);
  if (found === null || found.view.def.name !== view.def.name)
    throw refuse('NOT_FOUND', 'The requested resource does not exist');
  return found.row;
}

/** Rows an external id names; throws when the field cannot name any. */
export function rowsByKey(org: Org, view: ObjectView, fieldName: string, value: string): readonly Row[] {
  const field = view.field(fieldName);
  if (field === null || !field.idLookup) {
    throw refuse('NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${fieldName}`);
  }
  if (field.name === 'Id') {
    const row = org.byId(value)?.row;
    return row === undefined || row.IsDeleted ? [] : [row];
  }
  return (org.table(view.def.name).find(field.name, value.trim()) ?? []).filter((row) => !row.IsDeleted);
}

/** Creates or updates by external id. Several matches: DUPLICATE_EXTERNAL_ID. */
export function upsertRow(
  writer: Writer,
  view: ObjectView,
  fieldName: string,
  key: unknown,
  sent: Sent,
): { readonly id: string; readonly created: boolean } {
  const field = view.field(fieldName);
  const text = typeof key === 'string' || typeof key === 'number' ? String(key) : '';
  const matches = text === '' ? [] : rowsByKey(writer.org, view, fieldName, text);
  const [match] = matches;
  if (matches.length > 1) {
    throw refuse(
      'DUPLICATE_EXTERNAL_ID',
      `${fieldName}: more than one record found for external id field: [${matches.map((row) => row.Id).join(', ')}]`,
      [fieldName],
    );
  }
  if (match !== undefined) {
    updateRow(writer, view, match, without(sent, fieldName));
    return { id: match.Id, created: false };
  }
  if (field?.name === 'Id' && text !== '')
    throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
  const complete = text === '' || field === null || sent[field.name] === key;
  return {
    id: createRow(writer, view, complete ? sent : { ...without(sent, fieldName), [field.name]: text }),
    created: true,
  };
}

function without(sent: Sent, fieldName: string): Sent {
  const wanted = fieldName.toLowerCase();
  const rest: Record<string, unknown> = {};
  for (const name in sent) if (name.toLowerCase() !== wanted) rest[name] = sent[name];
  return rest;
}
