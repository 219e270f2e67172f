import { eachRow, upsertRow, type RowResult } from '../api/writing.js';
import type { Call } from '../api/call.js';
import { refuse } from '../apiError.js';
import type { Org } from '../org.js';
import { deleteRow, hardDeleteRow, undeleteRow } from '../remove.js';
import { createRow, updateRow } from '../save.js';
import type { Writer } from '../writer.js';
import { saveXml, sObjectOf } from './records.js';
import { many, text, textIn, type Node } from './xml.js';

/** Most records of a call. Source: SOAP API Developer Guide, create(). */
const MOST = 200;

type Act = (writer: Writer, one: unknown) => RowResult;

/** create, update, upsert, delete, undelete and emptyRecycleBin: a result for each record, in order. */
export function dml(org: Org, operation: string, content: Node, call: Call, allOrNone: boolean): string {
  const { list, act } = ACTS[operation] ?? ACTS['create']!;
  // Some clients name each `id`, which the org takes as well.
  const rows = many(content[list] ?? (list === 'ids' ? content['id'] : undefined));
  if (rows.length > MOST)
    throw refuse('EXCEEDED_ID_LIMIT', `record limit reached. cannot submit more than ${MOST} records into this call`);
  const results = eachRow(org, call, rows, allOrNone, act(org, content));
  return results.map((one) => saveXml(one, operation === 'upsert')).join('');
}

export const isDml = (operation: string): boolean => Object.hasOwn(ACTS, operation);

const byId =
  (
    act: (
      writer: Writer,
      found: { view: Parameters<typeof deleteRow>[1]; row: Parameters<typeof deleteRow>[2] },
    ) => void,
  ) =>
  (org: Org): Act =>
  (writer, one) => {
    const id = textIn(one) ?? '';
    const found = org.byId(id);
    if (found === null)
      throw refuse(
        /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(id) ? 'INVALID_CROSS_REFERENCE_KEY' : 'MALFORMED_ID',
        id === '' ? 'Id not specified' : 'invalid cross reference id',
        [],
      );
    act(writer, found);
    return { id: found.row.Id, created: false };
  };

/** What is written is named `sObjects`, what is only named `ids`. */
const ACTS: Readonly<Record<string, { readonly list: string; readonly act: (org: Org, content: Node) => Act }>> = {
  create: {
    list: 'sObjects',
    act: (org) => (writer, one) => {
      const { view, sent } = sObjectOf(org, one);
      return { id: createRow(writer, view, sent), created: true };
    },
  },
  update: {
    list: 'sObjects',
    act: (org) => (writer, one) => {
      const { id, sent } = sObjectOf(org, one);
      if (id === null) throw refuse('MISSING_ARGUMENT', 'Id not specified in an update call', []);
      const found = org.byId(id);
      if (found === null) throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
      updateRow(writer, found.view, found.row, sent);
      return { id: found.row.Id, created: false };
    },
  },
  upsert: {
    list: 'sObjects',
    act: (org, content) => (writer, one) => {
      const { view, id, sent } = sObjectOf(org, one);
      const field = text(content, 'externalIDFieldName') ?? text(content, 'externalIdFieldName') ?? 'Id';
      const key = Object.entries(sent).find(([name]) => name.toLowerCase() === field.toLowerCase())?.[1];
      return upsertRow(writer, view, field, field.toLowerCase() === 'id' ? id : key, sent);
    },
  },
  delete: { list: 'ids', act: byId((writer, { view, row }) => deleteRow(writer, view, row)) },
  undelete: { list: 'ids', act: byId((writer, { view, row }) => undeleteRow(writer, view, row)) },
  emptyRecycleBin: {
    list: 'ids',
    act: byId((writer, { view, row }) => {
      if (!row.IsDeleted) throw refuse('INVALID_ID_FIELD', 'The record is not in the recycle bin', []);
      hardDeleteRow(writer, view, row);
    }),
  },
};
