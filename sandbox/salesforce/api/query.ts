import { refuse } from '../apiError.js';
import type { Org } from '../org.js';
import { runQuery, type Found } from '../soql/runQuery.js';
import { header, route, type Answer, type Call, type Route } from './call.js';

/** Records of one page. Source: REST API Developer Guide, Query Options Header. */
const BATCH = 2000;
const LEAST_BATCH = 200;
/** A user's open cursors; the oldest is closed for an eleventh. */
const MOST_CURSORS = 10;
const CURSOR_MS = 2 * 24 * 3_600_000;

interface Cursor {
  readonly found: Found;
  readonly client: string;
  readonly openedAt: number;
}

export interface QueryApi {
  readonly routes: readonly Route[];
  reset(): void;
}

export function queryApi(org: Org): QueryApi {
  const cursors = new Map<string, Cursor>();
  let counter = 0;

  const page = (call: Call, found: Found, id: string, from: number, size: number): Answer => {
    const to = from + size;
    const done = to >= found.length;
    if (done) cursors.delete(id);
    return {
      status: 200,
      body: {
        totalSize: found.totalSize,
        done,
        ...(done ? {} : { nextRecordsUrl: `/services/data/${call.version}/query/${id}-${to}` }),
        records: found.records(from, to),
      },
    };
  };

  const start = (call: Call, deleted: boolean): Answer => {
    const soql = call.query.get('q');
    if (soql === null || soql.trim() === '') throw refuse('MALFORMED_QUERY', 'SOQL statements cannot be empty or null');
    const found = runQuery(org, soql, { version: call.version, deleted, style: 'rest' });
    if (call.query.get('columns') === 'true')
      return { status: 200, body: { columnMetadata: columns(found), entityName: found.object } };
    const size = batchSize(call);
    counter += 1;
    const id = `01g${String(counter).padStart(15, '0')}`;
    if (found.length > size) {
      cursors.set(id, { found, client: call.client, openedAt: org.kit.clock.now() });
      const own = [...cursors].filter(([, cursor]) => cursor.client === call.client);
      for (const [old] of own.slice(0, Math.max(0, own.length - MOST_CURSORS))) cursors.delete(old);
    }
    return page(call, found, id, 0, size);
  };

  const next = (call: Call, locator: string): Answer => {
    const [id = '', from = ''] = locator.split('-');
    const cursor = cursors.get(id);
    const at = Number(from);
    if (
      cursor === undefined ||
      cursor.client !== call.client ||
      !Number.isInteger(at) ||
      org.kit.clock.now() - cursor.openedAt > CURSOR_MS
    ) {
      throw refuse('INVALID_QUERY_LOCATOR', 'invalid query locator');
    }
    return page(call, cursor.found, id, at, batchSize(call));
  };

  return {
    routes: [
      route('GET', /^\/query$/, (call) => start(call, false)),
      route('GET', /^\/queryAll$/i, (call) => start(call, true)),
      route('GET', /^\/query(?:All)?\/(01g\w+-\d+)$/i, (call, locator = '') => next(call, locator)),
      route('GET', /^\/query(?:All)?\/(.+)$/i, () => {
        throw refuse('INVALID_QUERY_LOCATOR', 'invalid query locator');
      }),
    ],
    reset: () => cursors.clear(),
  };
}

function batchSize(call: Call): number {
  const wanted = /batchSize\s*=\s*(\d+)/i.exec(header(call, 'sforce-query-options'))?.[1];
  return wanted === undefined ? BATCH : Math.min(BATCH, Math.max(LEAST_BATCH, Number(wanted)));
}

const columns = (found: Found): unknown =>
  found.columns.map(({ name }) => ({
    aggregate: false,
    apexType: 'String',
    booleanType: false,
    columnName: name,
    custom: name.endsWith('__c'),
    displayName: name,
    foreignKeyName: null,
    insertable: true,
    joinColumns: [],
    numberType: false,
    textType: true,
    updatable: true,
  }));
