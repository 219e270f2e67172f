import { refuse } from '../apiError.js';
import type { Cursors, Page } from '../cursors.js';
import type { Org } from '../org.js';
import { runQuery } from '../soql/runQuery.js';
import { header, route, type Answer, type Call, type Route } from './call.js';
import { columnMetadata } from './columnMetadata.js';

/** Records of one page. Source: REST API Developer Guide, Query Options Header. */
const BATCH = 2000;
const LEAST_BATCH = 200;

const END = Buffer.from(']}');

export function queryRoutes(org: Org, cursors: Cursors): readonly Route[] {
  const shown = (call: Call, { found, next, records }: Page): Answer => {
    const url = next === null ? '' : `"nextRecordsUrl":"/services/data/${call.version}/query/${next}",`;
    const head = `{"totalSize":${found.totalSize},"done":${String(next === null)},${url}"records":[`;
    return { status: 200, json: Buffer.concat([Buffer.from(head), records(), END]) };
  };
  const start = (call: Call, deleted: boolean): Answer => {
    const soql = call.query.get('q') ?? call.query.get('explain');
    if (soql === null || soql.trim() === '') throw refuse('MALFORMED_QUERY', 'SOQL statements cannot be empty or null');
    const found = runQuery(org, soql, { version: call.version, deleted, style: 'rest' });
    if (call.query.has('explain')) return { status: 200, body: plan(org, found.object, found.totalSize) };
    if (call.query.get('columns') === 'true') return { status: 200, body: columnMetadata(found) };
    return shown(call, cursors.open(call.client, found, batchSize(call)));
  };
  return [
    route('GET', /^\/query$/, (call) => start(call, false)),
    route('GET', /^\/queryAll$/i, (call) => start(call, true)),
    route('GET', /^\/tooling\/query$/, (call) => start(call, false)),
    route('GET', /^\/(?:tooling\/)?query(?:All)?\/(.+)$/i, (call, locator = '') =>
      shown(call, cursors.next(call.client, locator, batchSize(call))),
    ),
  ];
}

export function batchSize(call: Call): number {
  const wanted = /batchSize\s*=\s*(\d+)/i.exec(header(call, 'sforce-query-options'))?.[1];
  return wanted === undefined ? BATCH : Math.min(BATCH, Math.max(LEAST_BATCH, Number(wanted)));
}

/** One plan, a scan: the optimizer is not played. Source: REST API Developer Guide, Query, explain. */
const plan = (org: Org, object: string, cardinality: number): unknown => ({
  plans: [
    {
      cardinality,
      fields: [],
      leadingOperationType: 'TableScan',
      notes: [],
      relativeCost: 1,
      sobjectCardinality: org.table(object).size,
      sobjectType: object,
    },
  ],
  sourceQuery: null,
});
