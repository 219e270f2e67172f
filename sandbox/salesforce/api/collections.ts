import { refuse } from '../apiError.js';
import type { Org } from '../org.js';
import { deleteRow } from '../remove.js';
import { createRow, updateRow } from '../save.js';
import type { Sent } from '../sent.js';
import { jsonBody, listOf, route, type Answer, type Call, type Route } from './call.js';
import { recordOf } from './sobjects.js';
import { eachRow, rowNamed, upsertRow, viewNamed, type RowResult } from './writing.js';

/** Most records a call takes. Source: REST API Developer Guide, sObject Collections. */
const MOST = 200;
/** Most of one retrieval by POST, at most 2,000. */
const MOST_RETRIEVED = 2000;

export function collectionRoutes(org: Org): readonly Route[] {
  return [
    route('POST', /^\/composite\/sobjects$/, (call) => {
      const { records, allOrNone } = batch(call);
      return results(
        eachRow(org, call, records, allOrNone, (writer, sent) => ({
          id: createRow(writer, viewOf(org, sent), withoutId(sent)),
          created: true,
        })),
        false,
      );
    }),
    route('PATCH', /^\/composite\/sobjects$/, (call) => {
      const { records, allOrNone } = batch(call);
      const answers = eachRow(org, call, records, allOrNone, (writer, sent) => {
        const id = idOf(sent);
        if (id === '') throw refuse('MISSING_ARGUMENT', 'Id not specified in an update call', []);
        const found = org.byId(id);
        if (found === null) throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
        updateRow(writer, found.view, found.row, withoutId(sent));
        return { id: found.row.Id, created: false };
      });
      return results(answers, false);
    }),
    route('PATCH', /^\/composite\/sobjects\/(\w+)\/(\w+)$/, (call, name = '', field = '') => {
      const { records, allOrNone } = batch(call);
      const view = viewNamed(org, name);
      if (view.field(field)?.idLookup !== true)
        throw refuse('NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${field}`);
      const twice = doubled(records, field);
      const answers = eachRow(org, call, records, allOrNone, (writer, sent) => {
        const key = valueOf(sent, field);
        if (twice.has(String(key).toLowerCase()))
          throw refuse('DUPLICATE_VALUE', `Duplicate external id specified: ${String(key)}`, [field]);
        return upsertRow(writer, view, field, key, field.toLowerCase() === 'id' ? withoutId(sent) : sent);
      });
      return results(answers, true);
    }),
    route('DELETE', /^\/composite\/sobjects$/, (call) => {
      const ids = (call.query.get('ids') ?? '').split(',').filter((id) => id !== '');
      limit(ids.length, MOST);
      const answers = eachRow(org, call, ids, call.query.get('allOrNone') === 'true', (writer, id) => {
        const found = org.byId(id.trim());
        if (found === null) throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
        deleteRow(writer, found.view, found.row);
        return { id: found.row.Id, created: false };
      });
      return results(answers, false);
    }),
    route('POST GET', /^\/composite\/sobjects\/(\w+)$/, (call, name = '') => {
      const view = viewNamed(org, name);
      const { ids, fields } = call.method === 'GET' ? fromQuery(call) : fromBody(jsonBody(call));
      limit(ids.length, MOST_RETRIEVED);
      const found = ids.map((id) => {
        const at = org.byId(id);
        if (at === null || at.view.def.name !== view.def.name || at.row.IsDeleted) return null;
        return recordOf(org, view, rowNamed(org, view, id), call.version, [
          'Id',
          ...fields.filter((field) => field.toLowerCase() !== 'id'),
        ]);
      });
      return { status: 200, body: found };
    }),
  ];
}

function batch(call: Call): { readonly records: readonly Sent[]; readonly allOrNone: boolean } {
  const body = jsonBody(call);
  const records = listOf(body, 'records');
  limit(records.length, MOST);
  return { records, allOrNone: body['allOrNone'] === true };
}

function limit(count: number, most: number): void {
  if (count > most)
    throw refuse(
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${most} records into this call`,
      [],
    );
  if (count === 0) throw refuse('REQUIRED_FIELD_MISSING', 'at least one record is needed', []);
}

function viewOf(org: Org, sent: Sent) {
  const attributes = sent['attributes'];
  const type =
    typeof attributes === 'object' && attributes !== null && 'type' in attributes ? attributes.type : undefined;
  const view = typeof type === 'string' ? org.schema.object(type) : null;
  if (view === null)
    throw refuse('INVALID_TYPE', `sObject type '${typeof type === 'string' ? type : ''}' is not supported.`, []);
  return view;
}

/** Nearly everybody spells fields right; only the others are searched for. */
const valueOf = (sent: Sent, field: string): unknown =>
  Object.hasOwn(sent, field)
    ? sent[field]
    : Object.entries(sent).find(([name]) => name.toLowerCase() === field.toLowerCase())?.[1];
const idOf = (sent: Sent): string => String(valueOf(sent, 'Id') ?? '');
const withoutId = (sent: Sent): Sent =>
  Object.fromEntries(Object.entries(sent).filter(([name]) => name.toLowerCase() !== 'id'));

function doubled(records: readonly Sent[], field: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const sent of records) {
    const key = String(valueOf(sent, field) ?? '').toLowerCase();
    if (key !== '' && seen.has(key)) twice.add(key);
    seen.add(key);
  }
  return twice;
}

const fromQuery = ({ query }: Call) => ({
  ids: (query.get('ids') ?? '').split(','),
  fields: (query.get('fields') ?? 'Id').split(','),
});

function fromBody(body: Sent): { readonly ids: readonly string[]; readonly fields: readonly string[] } {
  const texts = (name: string): readonly string[] => {
    const list = body[name];
    if (!Array.isArray(list)) throw refuse('JSON_PARSER_ERROR', `${name} must be a list`);
    return list.map(String);
  };
  return { ids: texts('ids'), fields: texts('fields') };
}

/** Always 200; `statusCode` here is what single calls call `errorCode`. */
function results(all: readonly RowResult[], upsert: boolean): Answer {
  return {
    status: 200,
    body: all.map((one) =>
      'complaints' in one
        ? {
            ...(one.id === null ? {} : { id: one.id }),
            success: false,
            errors: one.complaints.map(({ code, message, fields }) => ({
              statusCode: code,
              message,
              fields: fields ?? [],
            })),
          }
        : { id: one.id, success: true, errors: [], ...(upsert ? { created: one.created } : {}) },
    ),
  };
}
