import { refuse } from '../apiError.js';
import { describeBriefly, describeGlobal, describeObject } from '../describe.js';
import type { Org } from '../org.js';
import { deleteRow } from '../remove.js';
import { attributes, renderField } from '../render.js';
import { createRow, updateRow } from '../save.js';
import type { ObjectView } from '../schema.js';
import type { Row } from '../shapes.js';
import { jsonBody, route, type Answer, type Call, type Route } from './call.js';
import { atomically, rowNamed, rowsByKey, upsertRow, viewNamed } from './writing.js';

/** Single records, describe, getUpdated and getDeleted. */
export function sobjectRoutes(org: Org): readonly Route[] {
  return [
    route('GET', /^\/sobjects$/, ({ version }) => ({ status: 200, body: describeGlobal(org, version) })),
    route('GET', /^\/sobjects\/(\w+)$/, ({ version }, name = '') => ({
      status: 200,
      body: describeBriefly(org, viewNamed(org, name), version),
    })),
    route('GET', /^\/sobjects\/(\w+)\/describe$/, ({ version }, name = '') => ({
      status: 200,
      body: describeObject(org, viewNamed(org, name), version),
    })),
    route('GET', /^\/sobjects\/(\w+)\/updated$/, (call, name = '') => updated(org, viewNamed(org, name), call)),
    route('GET', /^\/sobjects\/(\w+)\/deleted$/, (call, name = '') => deleted(org, viewNamed(org, name), call)),
    route('POST', /^\/sobjects\/(\w+)$/, (call, name = '') => {
      const view = viewNamed(org, name);
      const id = atomically(org, call, (writer) => createRow(writer, view, jsonBody(call)));
      const location = `/services/data/${call.version}/sobjects/${view.def.name}/${id}`;
      return { status: 201, body: { id, success: true, errors: [] }, headers: { location } };
    }),
    route('GET', /^\/sobjects\/(\w+)\/(\w{15}|\w{18})$/, (call, name = '', id = '') => {
      const view = viewNamed(org, name);
      const row = rowNamed(org, view, id);
      if (row.IsDeleted)
        throw refuse('NOT_FOUND', 'Provided external ID field does not exist or is not accessible: Id');
      return { status: 200, body: whole(org, view, row, call) };
    }),
    route('PATCH', /^\/sobjects\/(\w+)\/(\w{15}|\w{18})$/, (call, name = '', id = '') => {
      const view = viewNamed(org, name);
      atomically(org, call, (writer) => updateRow(writer, view, rowNamed(org, view, id), jsonBody(call)));
      return { status: 204 };
    }),
    route('DELETE', /^\/sobjects\/(\w+)\/(\w{15}|\w{18})$/, (call, name = '', id = '') => {
      const view = viewNamed(org, name);
      atomically(org, call, (writer) => deleteRow(writer, view, rowNamed(org, view, id)));
      return { status: 204 };
    }),
    route('GET PATCH DELETE POST', /^\/sobjects\/(\w+)\/(\w+)\/(.+)$/, (call, name = '', field = '', value = '') =>
      byKey(org, viewNamed(org, name), field, value, call),
    ),
  ];
}

function byKey(org: Org, view: ObjectView, field: string, value: string, call: Call): Answer {
  const matches = rowsByKey(org, view, field, value);
  if (matches.length > 1)
    return { status: 300, body: matches.map((row) => attributes(call.version, view.def.name, row.Id).url) };
  const [match] = matches;
  if (call.method === 'PATCH' || call.method === 'POST') {
    const { id, created } = atomically(org, call, (writer) => upsertRow(writer, view, field, value, jsonBody(call)));
    return { status: created ? 201 : 200, body: { id, success: true, errors: [], created } };
  }
  if (match === undefined) throw refuse('NOT_FOUND', 'The requested resource does not exist');
  if (call.method === 'GET') return { status: 200, body: whole(org, view, match, call) };
  atomically(org, call, (writer) => deleteRow(writer, view, match));
  return { status: 204 };
}

function whole(org: Org, view: ObjectView, row: Row, call: Call): Record<string, unknown> {
  const wanted = call.query.get('fields');
  const fields =
    wanted === null
      ? view.fields
      : wanted.split(',').map((name) => {
          const field = view.field(name.trim());
          if (field === null)
            throw refuse('INVALID_FIELD', `No such column '${name.trim()}' on sobject of type ${view.def.name}`);
          return field;
        });
  return recordOf(
    org,
    view,
    row,
    call.version,
    fields.map((field) => field.name),
  );
}

export function recordOf(
  org: Org,
  view: ObjectView,
  row: Row,
  version: string,
  names: readonly string[],
): Record<string, unknown> {
  const record: Record<string, unknown> = { attributes: attributes(version, view.def.name, row.Id) };
  for (const name of names) {
    const field = view.field(name);
    if (field === null) throw refuse('INVALID_FIELD', `No such column '${name}' on sobject of type ${view.def.name}`);
    record[field.name] = renderField(org, view, field, row);
  }
  return record;
}

/** How far back each looks. Source: REST API Developer Guide, Get Updated and Get Deleted. */
const UPDATED_DAYS = 30;
const DELETED_DAYS = 15;
const DAY = 86_400_000;

function window(org: Org, call: Call, days: number): { readonly from: number; readonly to: number } {
  const from = Date.parse(call.query.get('start') ?? '');
  const to = Date.parse(call.query.get('end') ?? '');
  if (Number.isNaN(from) || Number.isNaN(to)) throw refuse('INVALID_REPLICATION_DATE', 'start and end must be dates');
  if (from >= to) throw refuse('INVALID_REPLICATION_DATE', 'startDate must be before endDate');
  if (from < org.kit.clock.now() - days * DAY)
    throw refuse('INVALID_REPLICATION_DATE', `startDate cannot be more than ${days} days ago`);
  return { from, to };
}

const stamp = (at: number): string => new Date(Math.floor(at / 1000) * 1000).toISOString().replace('Z', '+0000');

function updated(org: Org, view: ObjectView, call: Call): Answer {
  const { from, to } = window(org, call, UPDATED_DAYS);
  const ids = [...org.table(view.def.name).inOrder(from, to - 1)].filter((row) => !row.IsDeleted).map((row) => row.Id);
  return { status: 200, body: { ids, latestDateCovered: stamp(Math.min(to, org.kit.clock.now())) } };
}

function deleted(org: Org, view: ObjectView, call: Call): Answer {
  const { from, to } = window(org, call, DELETED_DAYS);
  const deletedRecords = [...org.table(view.def.name).inOrder(from, to - 1)]
    .filter((row) => row.IsDeleted)
    .map((row) => ({ id: row.Id, deletedDate: stamp(row.SystemModstamp) }));
  const now = org.kit.clock.now();
  return {
    status: 200,
    body: {
      deletedRecords,
      earliestDateAvailable: stamp(now - DELETED_DAYS * DAY),
      latestDateCovered: stamp(Math.min(to, now)),
    },
  };
}
