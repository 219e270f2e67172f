import { refuse } from '../apiError.js';
import { jsonBody, route, type Answer, type Call, type Route } from '../api/call.js';
import { csvAnswer } from '../api/csv.js';
import type { DailyCount } from '../dailyCount.js';
import type { Org } from '../org.js';
import { OPERATIONS } from './bulkRow.js';
import { advance, type IngestJob, type State } from './ingestJob.js';
import { resultCsv } from './ingestResults.js';
import { multipart } from './multipart.js';
import { JOB_DAYS, jobStamp } from './jobs.js';

/** Base64 makes 150 MB of 100 MB. */
const MOST_BYTES = 150 * 1024 * 1024;
const MOST_BATCHES = 15_000;

export interface IngestApi {
  readonly routes: readonly Route[];
  /** Brings every job as far as its time has come. */
  tick(): void;
  reset(): void;
}

/** Ingest jobs: rows are written when the upload is closed, or batch by batch where the org is set to take its time. */
export function ingestApi(org: Org, jobId: () => string, batches: DailyCount): IngestApi {
  const jobs = new Map<string, IngestJob>();
  const job = (id: string): IngestJob => {
    const found = jobs.get(id);
    if (found === undefined) throw refuse('NOT_FOUND', 'The requested resource does not exist');
    return found;
  };
  const close = (call: Call, found: IngestJob): void => {
    if (batches.used >= MOST_BATCHES) throw refuse('EXCEEDEDQUOTA', 'ApiBatchItems Limit exceeded.');
    found.state = 'UploadComplete';
    // Assignment rules run only when the job names one; the duplicate header does not exist here.
    const headers = {
      ...call.headers,
      'sforce-auto-assign': found.assignmentRuleId === null ? 'FALSE' : 'TRUE',
      'sforce-duplicate-rule-header': '',
    };
    found.closed = { call: { ...call, headers, body: '' }, at: org.kit.clock.now() };
  };
  const patch = (call: Call, id: string): Answer => {
    const found = job(id);
    const { state } = jsonBody(call);
    if (state === 'Aborted') {
      if (found.state === 'JobComplete' || found.state === 'Failed')
        throw refuse('INVALIDJOBSTATE', `Aborting already ${found.state} Job not allowed`);
      found.state = 'Aborted';
      return { status: 200, body: shown(found) };
    }
    if (state !== 'UploadComplete' || found.state !== 'Open')
      throw refuse('INVALIDJOBSTATE', 'Job state can only be set to UploadComplete or Aborted');
    close(call, found);
    const answer = shown(found);
    advance(org, found, batches);
    return { status: 200, body: answer };
  };
  return {
    routes: [
      route('POST', /^\/jobs\/ingest$/, (call) => {
        const parts = multipart(call);
        const made = openJob(org, parts === null ? call : { ...call, body: parts.job }, jobId());
        jobs.set(made.id, made);
        if (parts !== null) {
          made.data = parts.content;
          close(call, made);
        }
        const answer = shown(made);
        advance(org, made, batches);
        return { status: 200, body: answer };
      }),
      route('GET', /^\/jobs\/ingest$/, () => ({
        status: 200,
        body: { done: true, nextRecordsUrl: null, records: [...jobs.values()].map(shown) },
      })),
      route('PUT', /^\/jobs\/ingest\/(\w+)\/batches$/, (call, id = '') => {
        const found = job(id);
        if (found.state !== 'Open' || found.data !== null)
          throw refuse('INVALIDJOBSTATE', 'Found multiple contents for job: only one upload is taken');
        if (Buffer.byteLength(call.body) > MOST_BYTES)
          throw refuse('EXCEEDED_MAX_SIZE_REQUEST', 'the upload is too large');
        found.data = call.body;
        return { status: 201 };
      }),
      route('PATCH', /^\/jobs\/ingest\/(\w+)$/, patch),
      route('GET', /^\/jobs\/ingest\/(\w+)$/, (_call, id = '') => ({
        status: 200,
        body: { ...shown(job(id)), ...counts(job(id)) },
      })),
      route('DELETE', /^\/jobs\/ingest\/(\w+)$/, (_call, id = '') => {
        if (!FINISHED.includes(job(id).state)) throw refuse('API_ERROR', 'Only finished jobs can be deleted');
        jobs.delete(id);
        return { status: 204 };
      }),
      route(
        'GET',
        /^\/jobs\/ingest\/(\w+)\/(successfulResults|failedResults|unprocessedrecords)$/i,
        (_call, id = '', kind = '') => csvAnswer(resultCsv(org, job(id), kind.toLowerCase())),
      ),
    ],
    tick: () => {
      const oldest = org.kit.clock.now() - JOB_DAYS * 86_400_000;
      for (const one of jobs.values()) {
        if (one.createdDate < oldest) jobs.delete(one.id);
        else advance(org, one, batches);
      }
    },
    reset: () => jobs.clear(),
  };
}

const FINISHED: readonly State[] = ['JobComplete', 'Failed', 'Aborted'];
const DELIMITERS = ['COMMA', 'TAB', 'SEMICOLON', 'PIPE', 'CARET', 'BACKQUOTE'];

function openJob(org: Org, call: Call, id: string): IngestJob {
  const body = jsonBody(call);
  const text = (name: string): string | null => (typeof body[name] === 'string' ? body[name] : null);
  const view = org.schema.object(text('object') ?? '');
  if (view === null) throw refuse('INVALIDENTITY', `Unable to find object: ${text('object') ?? ''}`);
  const operation = OPERATIONS.find((one) => one === text('operation'));
  if (operation === undefined)
    throw refuse('INVALIDOPERATION', 'operation must be insert, update, upsert, delete or hardDelete');
  if (operation === 'hardDelete' && !org.permitted('bulkApiHardDelete'))
    throw refuse(
      'FEATURENOTENABLED',
      'hardDelete operation requires special user profile permission, please contact your system administrator',
    );
  const externalIdFieldName = text('externalIdFieldName');
  if (operation === 'upsert' && (externalIdFieldName === null || view.field(externalIdFieldName)?.idLookup !== true))
    throw refuse('INVALIDJOB', 'upsert needs an externalIdFieldName of the object');
  const columnDelimiter = text('columnDelimiter') ?? 'COMMA';
  const lineEnding = text('lineEnding') ?? 'LF';
  if (!DELIMITERS.includes(columnDelimiter) || !['LF', 'CRLF'].includes(lineEnding))
    throw refuse('INVALIDJOB', 'columnDelimiter or lineEnding is not supported');
  if ((text('contentType') ?? 'CSV') !== 'CSV') throw refuse('INVALIDJOB', 'contentType must be CSV');
  return {
    id,
    object: view.def.name,
    operation,
    externalIdFieldName,
    columnDelimiter,
    lineEnding,
    assignmentRuleId: text('assignmentRuleId'),
    createdById: org.user(call.client),
    createdDate: org.now(),
    version: call.version,
    state: 'Open',
    errorMessage: null,
    data: null,
    csv: null,
    results: [],
    closed: null,
    retries: 0,
  };
}

const counts = (job: IngestJob) => ({
  numberRecordsProcessed: job.results.length,
  numberRecordsFailed: job.results.filter((one) => 'complaints' in one).length,
  retries: job.retries,
  totalProcessingTime: job.results.length,
  apiActiveProcessingTime: job.results.length,
  apexProcessingTime: 0,
  ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
});

const shown = (job: IngestJob): Readonly<Record<string, unknown>> => ({
  id: job.id,
  operation: job.operation,
  object: job.object,
  createdById: job.createdById,
  createdDate: jobStamp(job.createdDate),
  systemModstamp: jobStamp(job.closed?.at ?? job.createdDate),
  state: job.state,
  ...(job.externalIdFieldName === null ? {} : { externalIdFieldName: job.externalIdFieldName }),
  ...(job.assignmentRuleId === null ? {} : { assignmentRuleId: job.assignmentRuleId }),
  concurrencyMode: 'Parallel',
  contentType: 'CSV',
  apiVersion: Number(job.version.slice(1)),
  jobType: 'V2Ingest',
  contentUrl: `services/data/${job.version}/jobs/ingest/${job.id}/batches`,
  lineEnding: job.lineEnding,
  columnDelimiter: job.columnDelimiter,
});
