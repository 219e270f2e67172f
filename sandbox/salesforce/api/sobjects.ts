import { refuse } from '../apiError.js';
import { describeGlobal, describeObject, summary } from '../describe.js';
import type { Org } from '../org.js';
import { deleteRow } from '../remove.js';
import { attributes, renderField, type StampStyle } from '../render.js';
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
      body: { objectDescribe: summary(org, viewNamed(org, name), version), recentItems: [] },
    })),
    route('GET', /^\/sobjects\/(\w+)\/describe$/, ({ version }, name = '') => ({
      status: 200,
      body: describeObject(org, viewNamed(org, name), version),
    })),
    route('GET', /^\/sobjects\/(\w+)\/updated$/, ({ query }, name = '') => ({
      status: 200,
      body: updatedIn(org, viewNamed(org, name), query.get('start'), query.get('end')),
    })),
    route('GET', /^\/sobjects\/(\w+)\/deleted$/, ({ query }, name = '') => ({
      status: 200,
      body: deletedIn(org, viewNamed(org, name), query.get('start'), query.get('end')),
    })),
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
  style: StampStyle = 'rest',
): Record<string, unknown> {
  const record: Record<string, unknown> = { attributes: attributes(version, view.def.name, row.Id) };
  for (const name of names) {
    const field = view.field(name);
    if (field === null) throw refuse('INVALID_FIELD', `No such column '${name}' on sobject of type ${view.def.name}`);
    record[field.name] = renderField(org, view, field, row, style);
  }
  return record;
}

/** How far back each looks. Source: REST API Developer Guide, Get Updated and Get Deleted. */
const UPDATED_DAYS = 30;
const DELETED_DAYS = 15;
const DAY = 86_400_000;

interface Window {
  readonly from: number;
  readonly to: number;
}

function window(org: Org, start: string | null, end: string | null, days: number): Window {
  // Milliseconds are ignored, as the pages say; a plus sign may have come as a blank.
  const from = Date.parse((start ?? '').replace(' ', '+'));
  const to = Date.parse((end ?? '').replace(' ', '+'));
  if (Number.isNaN(from) || Number.isNaN(to)) throw refuse('INVALID_REPLICATION_DATE', 'start and end must be dates');
  if (from >= to) throw refuse('INVALID_REPLICATION_DATE', 'startDate must be before endDate');
  if (from < org.kit.clock.now() - days * DAY)
    throw refuse('INVALID_REPLICATION_DATE', `startDate cannot be more than ${days} days ago`);
  return { from, to };
}

const stamp = (at: number): string => new Date(Math.floor(at / 1000) * 1000).toISOString().replace('Z', '+0000');

/** More ids than this are refused. Source: REST API Developer Guide, sObject Get Updated. */
const MOST_IDS = 600_000;

export function updatedIn(org: Org, view: ObjectView, start: string | null, end: string | null): object {
  const { from, to } = window(org, start, end, UPDATED_DAYS);
  const ids = [...org.table(view.def.name).inOrder(from, to - 1)].filter((row) => !row.IsDeleted).map((row) => row.Id);
  if (ids.length > MOST_IDS) throw refuse('EXCEEDED_ID_LIMIT', `more than ${MOST_IDS} ids`);
  return { ids, latestDateCovered: stamp(Math.min(to, org.oldestOpen())) };
}

export function deletedIn(org: Org, view: ObjectView, start: string | null, end: string | null): object {
  const { from, to } = window(org, start, end, DELETED_DAYS);
  const deletedRecords = [...org.table(view.def.name).inOrder(from, to - 1)]
    .filter((row) => row.IsDeleted)
    .map((row) => ({ deletedDate: stamp(row.SystemModstamp), id: row.Id }));
  return {
    deletedRecords,
    earliestDateAvailable: stamp(org.kit.clock.now() - DELETED_DAYS * DAY),
    latestDateCovered: stamp(Math.min(to, org.oldestOpen())),
  };
}
