import { refuse } from '../apiError.js';
import { jsonBody, route, type Answer, type Call, type Route } from '../api/call.js';
import { csvAnswer, writeCsv } from '../api/csv.js';
import type { DailyCount } from '../dailyCount.js';
import type { Org } from '../org.js';
import type { Row } from '../shapes.js';
import { parseSoql } from '../soql/parse.js';
import { shuffle } from '../soql/rows.js';
import { runQuery, type Found } from '../soql/runQuery.js';
import { JOB_DAYS, jobStamp } from './jobs.js';

interface QueryJob {
  readonly id: string;
  readonly operation: 'query' | 'queryAll';
  readonly query: string;
  readonly object: string;
  readonly createdById: string;
  readonly createdDate: number;
  readonly startedAt: number;
  readonly call: Call;
  readonly columnDelimiter: string;
  readonly lineEnding: string;
  state: 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Aborted';
  result: { readonly found: Found; readonly rows: readonly Row[] } | null;
}

const MOST_RECORDS = 50_000;
const MOST_JOBS = 10_000;

export interface QueryJobs {
  readonly routes: readonly Route[];
  tick(): void;
  reset(): void;
}

/** Query jobs: their rows are a snapshot of the moment of completion, in no order. */
export function queryJobs(org: Org, jobId: () => string, started: DailyCount): QueryJobs {
  const jobs = new Map<string, QueryJob>();
  const job = (id: string): QueryJob => {
    const found = jobs.get(id);
    if (found === undefined) throw refuse('NOT_FOUND', 'The requested resource does not exist');
    return found;
  };
  const results = (call: Call, id: string): Answer => {
    const { result, state, ...shape } = job(id);
    if (state !== 'JobComplete' || result === null)
      throw refuse('INVALIDJOBSTATE', `Job state ${state}: there are no results`);
    const { found, rows } = result;
    const from = locatorOf(call, rows.length);
    const to = Math.min(rows.length, from + mostRecords(call));
    const body = writeCsv(
      found.columns.map((one) => one.name),
      rows.slice(from, to).map((row) => found.columns.map((one) => one.cell(row))),
      shape,
    );
    return csvAnswer(body, {
      // The last page says `null` in so many letters.
      'sforce-locator': to < rows.length ? Buffer.from(String(to)).toString('base64url') : 'null',
      'sforce-numberofrecords': String(to - from),
    });
  };
  return {
    routes: [
      route('POST', /^\/jobs\/query$/, (call) => {
        if (started.used >= MOST_JOBS) throw refuse('EXCEEDEDQUOTA', 'DailyBulkV2QueryJobs Limit exceeded.');
        const made = openJob(org, call, jobId());
        started.add();
        jobs.set(made.id, made);
        const answer = shown(made);
        advance(org, made);
        return { status: 200, body: answer };
      }),
      route('GET', /^\/jobs\/query$/, () => ({
        status: 200,
        body: { done: true, nextRecordsUrl: null, records: [...jobs.values()].map(shown) },
      })),
      route('GET', /^\/jobs\/query\/(\w+)$/, (_call, id = '') => ({
        status: 200,
        body: {
          ...shown(job(id)),
          numberRecordsProcessed: job(id).result?.rows.length ?? 0,
          retries: 0,
          totalProcessingTime: 1,
        },
      })),
      route('PATCH', /^\/jobs\/query\/(\w+)$/, (call, id = '') => {
        const found = job(id);
        if (jsonBody(call)['state'] !== 'Aborted')
          throw refuse('INVALIDJOBSTATE', 'Job state can only be set to Aborted');
        if (found.state === 'JobComplete')
          throw refuse('INVALIDJOBSTATE', 'Aborting already JobComplete Job not allowed');
        found.state = 'Aborted';
        return { status: 200, body: shown(found) };
      }),
      route('DELETE', /^\/jobs\/query\/(\w+)$/, (_call, id = '') => {
        if (!['JobComplete', 'Aborted'].includes(job(id).state))
          throw refuse('API_ERROR', 'Only finished jobs can be deleted');
        jobs.delete(id);
        return { status: 204 };
      }),
      route('GET', /^\/jobs\/query\/(\w+)\/results$/, results),
    ],
    tick: () => {
      const oldest = org.kit.clock.now() - JOB_DAYS * 86_400_000;
      for (const one of jobs.values()) {
        if (one.createdDate < oldest) jobs.delete(one.id);
        else advance(org, one);
      }
    },
    reset: () => jobs.clear(),
  };
}

function advance(org: Org, job: QueryJob): void {
  if (job.state === 'JobComplete' || job.state === 'Aborted') return;
  const elapsed = org.kit.clock.now() - job.startedAt;
  if (elapsed < org.settings.bulkBatchMs) {
    if (elapsed >= org.settings.bulkBatchMs / 2) job.state = 'InProgress';
    return;
  }
  job.result = org.act(job.call.client, () => {
    const found = runQuery(org, job.query, {
      version: job.call.version,
      deleted: job.operation === 'queryAll',
      style: 'csv',
    });
    const rows = [...found.rows(0, found.length)];
    shuffle(rows, () => org.kit.random());
    return { found, rows };
  });
  job.state = 'JobComplete';
}

function mostRecords(call: Call): number {
  const wanted = call.query.get('maxRecords');
  if (wanted === null || wanted === '') return MOST_RECORDS;
  if (!/^[1-9]\d*$/.test(wanted))
    throw refuse('INVALID_QUERY_VALUE', `maxRecords must be a positive number: ${wanted}`);
  return Math.min(MOST_RECORDS, Number(wanted));
}

function locatorOf(call: Call, length: number): number {
  const locator = call.query.get('locator');
  if (locator === null || locator === '') return 0;
  const from = Number(Buffer.from(locator, 'base64url').toString('utf8'));
  if (!Number.isInteger(from) || from <= 0 || from > length)
    throw refuse('INVALID_QUERY_LOCATOR', `invalid query locator: ${locator}`);
  return from;
}

function openJob(org: Org, call: Call, id: string): QueryJob {
  const body = jsonBody(call);
  const operation = body['operation'];
  if (operation !== 'query' && operation !== 'queryAll')
    throw refuse('INVALIDOPERATION', 'operation must be query or queryAll');
  const query = typeof body['query'] === 'string' ? body['query'] : '';
  if (query.trim() === '') throw refuse('INVALIDJOB', 'a query job needs a query');
  return {
    id,
    operation,
    query,
    object: bulkQueryable(org, query, call.version),
    createdById: org.user(call.client),
    createdDate: org.now(),
    startedAt: org.kit.clock.now(),
    call: { ...call, body: '' },
    columnDelimiter: typeof body['columnDelimiter'] === 'string' ? body['columnDelimiter'] : 'COMMA',
    lineEnding: typeof body['lineEnding'] === 'string' ? body['lineEnding'] : 'LF',
    state: 'UploadComplete',
    result: null,
  };
}

/**
 * The object of a query that Bulk can answer. Throws on aggregates, OFFSET, TYPEOF, children and compound fields.
 * Source: Bulk API 2.0 Developer Guide, Query Jobs; SOQL considerations.
 */
export function bulkQueryable(org: Org, query: string, version: string): string {
  const refused = (what: string) => refuse('API_ERROR', `${what} not supported in Bulk Query`);
  const { fields = [], groupBy, offset } = parseSoql(query);
  if (fields.some((field) => field.type === 'FieldSubquery')) throw refused('Nested Relationships');
  if (fields.some((field) => field.type === 'FieldTypeof')) throw refused('TYPEOF');
  if (groupBy !== undefined) throw refused('GROUP BY');
  if (offset !== undefined) throw refused('OFFSET');
  const found = runQuery(org, query, { version, deleted: false, style: 'csv' });
  if (found.columns.length === 0) throw refused('Aggregate Relationships');
  if (found.columns.some((one) => one.field?.type === 'address' || one.field?.type === 'location'))
    throw refused('Selecting compound data');
  return found.object;
}

const shown = (job: QueryJob) => ({
  id: job.id,
  operation: job.operation,
  object: job.object,
  createdById: job.createdById,
  createdDate: jobStamp(job.createdDate),
  systemModstamp: jobStamp(job.createdDate),
  state: job.state,
  concurrencyMode: 'Parallel',
  contentType: 'CSV',
  apiVersion: Number(job.call.version.slice(1)),
  jobType: 'V2Query',
  lineEnding: job.lineEnding,
  columnDelimiter: job.columnDelimiter,
});
