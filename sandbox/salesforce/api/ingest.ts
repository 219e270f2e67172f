import { ApiError, refuse } from '../apiError.js';
import type { Org } from '../org.js';
import { deleteRow } from '../remove.js';
import { createRow, updateRow } from '../save.js';
import { shuffle } from '../soql/rows.js';
import type { ObjectView } from '../schema.js';
import type { Writer } from '../writer.js';
import { jsonBody, route, type Answer, type Call, type Route } from './call.js';
import { readCsv, writeCsv, type Csv } from './csv.js';
import { eachRow, upsertRow, type RowResult } from './writing.js';

type Operation = 'insert' | 'update' | 'upsert' | 'delete' | 'hardDelete';
type State = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

interface Job {
  readonly id: string;
  readonly object: string;
  readonly operation: Operation;
  readonly externalIdFieldName: string | null;
  readonly columnDelimiter: string;
  readonly lineEnding: string;
  readonly assignmentRuleId: string | null;
  readonly createdById: string;
  readonly createdDate: number;
  readonly version: string;
  state: State;
  errorMessage: string | null;
  data: string | null;
  csv: Csv | null;
  results: readonly RowResult[];
}

const OPERATIONS: readonly Operation[] = ['insert', 'update', 'upsert', 'delete', 'hardDelete'];
/** Base64 makes 150 MB of 100 MB. */
const MOST_BYTES = 150 * 1024 * 1024;

/** Ingest jobs. The rows are written when the upload is closed; the closing answer still says UploadComplete, as it does in the org. */
export function ingestApi(org: Org, jobId: () => string): { readonly routes: readonly Route[]; reset(): void } {
  const jobs = new Map<string, Job>();
  const job = (id: string): Job => {
    const found = jobs.get(id);
    if (found === undefined) throw refuse('NOT_FOUND', 'The requested resource does not exist');
    return found;
  };
  const result = (call: Call, id: string): Answer => {
    const kind = (/\/(\w+)$/.exec(call.path)?.[1] ?? '').toLowerCase();
    return csvAnswer(resultCsv(org, job(id), kind));
  };
  return {
    routes: [
      route('POST', /^\/jobs\/ingest$/, (call) => {
        const made = openJob(org, call, jobId());
        jobs.set(made.id, made);
        return { status: 200, body: shown(made) };
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
      route('PATCH', /^\/jobs\/ingest\/(\w+)$/, (call, id = '') => {
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
        const answer = { ...shown(found), state: 'UploadComplete' };
        process(org, call, found);
        return { status: 200, body: answer };
      }),
      route('GET', /^\/jobs\/ingest\/(\w+)$/, (_call, id = '') => ({
        status: 200,
        body: { ...shown(job(id)), ...counts(job(id)) },
      })),
      route('DELETE', /^\/jobs\/ingest\/(\w+)$/, (_call, id = '') => {
        if (!['JobComplete', 'Failed', 'Aborted'].includes(job(id).state))
          throw refuse('API_ERROR', 'Only finished jobs can be deleted');
        jobs.delete(id);
        return { status: 204 };
      }),
      route('GET', /^\/jobs\/ingest\/(\w+)\/(?:successfulResults|failedResults|unprocessedrecords)$/i, result),
    ],
    reset: () => jobs.clear(),
  };
}

export const csvAnswer = (body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  body,
  contentType: 'text/csv',
  headers,
});

function openJob(org: Org, call: Call, id: string): Job {
  const body = jsonBody(call);
  const text = (name: string): string | null => (typeof body[name] === 'string' ? body[name] : null);
  const view = org.schema.object(text('object') ?? '');
  if (view === null) throw refuse('INVALIDENTITY', `Unable to find object: ${text('object') ?? ''}`);
  const operation = OPERATIONS.find((one) => one === text('operation'));
  if (operation === undefined)
    throw refuse('INVALIDOPERATION', 'operation must be insert, update, upsert, delete or hardDelete');
  const externalIdFieldName = text('externalIdFieldName');
  if (operation === 'upsert' && (externalIdFieldName === null || view.field(externalIdFieldName)?.idLookup !== true)) {
    throw refuse('INVALIDJOB', 'upsert needs an externalIdFieldName of the object');
  }
  return {
    id,
    object: view.def.name,
    operation,
    externalIdFieldName,
    columnDelimiter: text('columnDelimiter') ?? 'COMMA',
    lineEnding: text('lineEnding') ?? 'LF',
    assignmentRuleId: text('assignmentRuleId'),
    createdById: org.user(call.client),
    createdDate: org.now(),
    version: call.version,
    state: 'Open',
    errorMessage: null,
    data: null,
    csv: null,
    results: [],
  };
}

function process(org: Org, call: Call, job: Job): void {
  const view = org.schema.object(job.object);
  if (view === null) return;
  try {
    const csv = readCsv(job.data ?? '', job.columnDelimiter);
    const unknown = csv.header.find((name) => view.field(name) === null);
    if (unknown !== undefined && job.data !== null) throw refuse('InvalidBatch', `Field name not found : ${unknown}`);
    job.csv = csv;
    // Assignment rules run only when the job names one; the duplicate header does not exist here.
    const headers = {
      ...call.headers,
      'sforce-auto-assign': job.assignmentRuleId === null ? 'FALSE' : 'TRUE',
      'sforce-duplicate-rule-header': '',
    };
    job.results = eachRow(org, { ...call, headers }, csv.rows, false, (writer, values) =>
      writeRow(writer, view, job, csv.header, values),
    );
    job.state = 'JobComplete';
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    job.state = 'Failed';
    job.errorMessage = error.complaints.map(({ code, message }) => `${code} : ${message}`).join('; ');
  }
}

function writeRow(
  writer: Writer,
  view: ObjectView,
  job: Job,
  header: readonly string[],
  values: readonly string[],
): RowResult {
  const sent: Record<string, unknown> = {};
  let id = '';
  for (const [at, name] of header.entries()) {
    const value = values[at] ?? '';
    if (name.toLowerCase() === 'id') id = value;
    // Blank leaves a field as it is, #N/A empties it.
    else if (value !== '') sent[name] = value === '#N/A' ? null : value;
  }
  if (job.operation === 'insert') return { id: createRow(writer, view, sent), created: true };
  if (job.operation === 'upsert') {
    const field = job.externalIdFieldName ?? 'Id';
    return upsertRow(
      writer,
      view,
      field,
      field.toLowerCase() === 'id'
        ? id
        : sent[header.find((name) => name.toLowerCase() === field.toLowerCase()) ?? field],
      sent,
    );
  }
  const found = writer.org.byId(id);
  if (found === null || found.view !== view)
    throw refuse(
      id === '' ? 'MISSING_ARGUMENT' : 'INVALID_CROSS_REFERENCE_KEY',
      id === '' ? 'Id not specified' : 'invalid cross reference id',
      [],
    );
  if (job.operation === 'update') updateRow(writer, view, found.row, sent);
  else deleteRow(writer, view, found.row);
  return { id: found.row.Id, created: false };
}

const counts = (job: Job) => ({
  numberRecordsProcessed: job.results.length,
  numberRecordsFailed: job.results.filter((one) => 'complaints' in one).length,
  retries: 0,
  totalProcessingTime: job.results.length,
  apiActiveProcessingTime: job.results.length,
  apexProcessingTime: 0,
  ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
});

const stamp = (at: number): string => new Date(at).toISOString().replace('Z', '+0000');

function shown(job: Job): Readonly<Record<string, unknown>> {
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: stamp(job.createdDate),
    systemModstamp: stamp(job.createdDate),
    state: job.state,
    ...(job.externalIdFieldName === null ? {} : { externalIdFieldName: job.externalIdFieldName }),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: Number(job.version.slice(1)),
    jobType: 'V2Ingest',
    contentUrl: `services/data/${job.version}/jobs/ingest/${job.id}/batches`,
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
  };
}

/** Results come in any order: callers carry a key of their own. */
function resultCsv(org: Org, job: Job, kind: string): string {
  const header = job.csv?.header ?? [];
  const pairs = (job.csv?.rows ?? []).map((values, at) => ({ values, result: job.results[at] }));
  shuffle(pairs, () => org.kit.random());
  switch (kind) {
    case 'successfulresults':
      return writeCsv(
        ['sf__Id', 'sf__Created', ...header],
        pairs.flatMap(({ values, result }) =>
          result === undefined || 'complaints' in result ? [] : [[result.id, result.created, ...values]],
        ),
      );
    case 'failedresults':
      return writeCsv(
        ['sf__Id', 'sf__Error', ...header],
        pairs.flatMap(({ values, result }) => {
          if (result === undefined || !('complaints' in result)) return [];
          const [first] = result.complaints;
          return [
            [
              result.id ?? '',
              `${first?.code ?? ''}:${first?.message ?? ''}:${(first?.fields ?? []).join(' ')} --`,
              ...values,
            ],
          ];
        }),
      );
    default:
      return writeCsv(
        header,
        pairs.flatMap(({ values, result }) => (result === undefined ? [values] : [])),
      );
  }
}
