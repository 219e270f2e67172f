import { refuse } from '../apiError.js';
import type { Org } from '../org.js';
import { shuffle } from '../soql/rows.js';
import { runQuery, type Found } from '../soql/runQuery.js';
import type { Row } from '../shapes.js';
import { jsonBody, route, type Call, type Route } from './call.js';
import { writeCsv } from './csv.js';
import { csvAnswer } from './ingest.js';

interface Job {
  readonly id: string;
  readonly operation: 'query' | 'queryAll';
  readonly query: string;
  readonly object: string;
  readonly found: Found;
  readonly rows: readonly Row[];
  readonly createdById: string;
  readonly createdDate: number;
  readonly version: string;
  state: 'JobComplete' | 'Aborted';
}

const MOST_RECORDS = 50_000;

/** Query jobs: complete at once, their rows a snapshot in no order. */
export function bulkQueryApi(org: Org, jobId: () => string): { readonly routes: readonly Route[]; reset(): void } {
  const jobs = new Map<string, Job>();
  const job = (id: string): Job => {
    const found = jobs.get(id);
    if (found === undefined) throw refuse('NOT_FOUND', 'The requested resource does not exist');
    return found;
  };
  return {
    routes: [
      route('POST', /^\/jobs\/query$/, (call) => {
        const made = openJob(org, call, jobId());
        jobs.set(made.id, made);
        return { status: 200, body: { ...shown(made), state: 'UploadComplete' } };
      }),
      route('GET', /^\/jobs\/query$/, () => ({
        status: 200,
        body: { done: true, nextRecordsUrl: null, records: [...jobs.values()].map(shown) },
      })),
      route('GET', /^\/jobs\/query\/(\w+)$/, (_call, id = '') => ({
        status: 200,
        body: { ...shown(job(id)), numberRecordsProcessed: job(id).rows.length, retries: 0, totalProcessingTime: 1 },
      })),
      route('PATCH', /^\/jobs\/query\/(\w+)$/, (_call, id = '') => {
        job(id).state = 'Aborted';
        return { status: 200, body: shown(job(id)) };
      }),
      route('DELETE', /^\/jobs\/query\/(\w+)$/, (_call, id = '') => {
        job(id);
        jobs.delete(id);
        return { status: 204 };
      }),
      route('GET', /^\/jobs\/query\/(\w+)\/results$/, (call, id = '') => {
        const { rows, found, state } = job(id);
        if (state !== 'JobComplete') throw refuse('INVALIDJOBSTATE', 'results of this job are not available');
        const from = locatorOf(call);
        const to = Math.min(
          rows.length,
          from + Math.min(MOST_RECORDS, Number(call.query.get('maxRecords') ?? MOST_RECORDS) || MOST_RECORDS),
        );
        const body = writeCsv(
          found.columns.map((one) => one.name),
          rows.slice(from, to).map((row) => found.columns.map((one) => one.cell(row))),
        );
        return csvAnswer(body, {
          // The last page says `null` in so many letters.
          'sforce-locator': to < rows.length ? Buffer.from(String(to)).toString('base64url') : 'null',
          'sforce-numberofrecords': String(to - from),
        });
      }),
    ],
    reset: () => jobs.clear(),
  };
}

function locatorOf(call: Call): number {
  const locator = call.query.get('locator');
  if (locator === null || locator === '') return 0;
  const from = Number(Buffer.from(locator, 'base64url').toString('utf8'));
  if (!Number.isInteger(from) || from < 0) throw refuse('INVALID_QUERY_LOCATOR', 'invalid query locator');
  return from;
}

function openJob(org: Org, call: Call, id: string): Job {
  const body = jsonBody(call);
  const operation = body['operation'];
  if (operation !== 'query' && operation !== 'queryAll')
    throw refuse('INVALIDOPERATION', 'operation must be query or queryAll');
  const query = String(body['query'] ?? '');
  const found = runQuery(org, query, { version: call.version, deleted: operation === 'queryAll', style: 'csv' });
  const view = org.schema.object(found.object);
  if (found.columns.length === 0) throw refuse('API_ERROR', 'Aggregate Relationships not supported in Bulk Query');
  if (found.columns.some((one) => view?.field(one.name)?.type === 'address'))
    throw refuse('API_ERROR', 'Selecting compound data not supported in Bulk Query');
  const rows = [...found.rows(0, found.length)];
  shuffle(rows, () => org.kit.random());
  return {
    id,
    operation,
    query,
    object: found.object,
    found,
    rows,
    createdById: org.user(call.client),
    createdDate: org.now(),
    version: call.version,
    state: 'JobComplete',
  };
}

const stamp = (at: number): string => new Date(at).toISOString().replace('Z', '+0000');

const shown = (job: Job) => ({
  id: job.id,
  operation: job.operation,
  object: job.object,
  createdById: job.createdById,
  createdDate: stamp(job.createdDate),
  systemModstamp: stamp(job.createdDate),
  state: job.state,
  concurrencyMode: 'Parallel',
  contentType: 'CSV',
  apiVersion: Number(job.version.slice(1)),
  jobType: 'V2Query',
  lineEnding: 'LF',
  columnDelimiter: 'COMMA',
});
