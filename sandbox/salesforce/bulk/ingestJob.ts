import { ApiError, refuse } from '../apiError.js';
import type { Call } from '../api/call.js';
import { readCsv, type Csv } from '../api/csv.js';
import { eachRow, type RowResult } from '../api/writing.js';
import type { DailyCount } from '../dailyCount.js';
import type { Org } from '../org.js';
import { recordOfCsv, unknownColumn, writeBulkRow, type BulkOperation } from './bulkRow.js';

export type State = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

export interface IngestJob {
  readonly id: string;
  readonly object: string;
  readonly operation: BulkOperation;
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
  /** In the order of the rows; shorter than them while the rest is unprocessed. */
  results: readonly RowResult[];
  /** The closing call, in whose name the rows are written, and when (epoch ms). */
  closed: { readonly call: Call; readonly at: number } | null;
  retries: number;
}

/** Rows the org takes at a time. Source: Bulk API 2.0 Developer Guide, How Requests Are Processed. */
const BATCH = 10_000;
const CHUNK = 200;
/** Source: Bulk API and Bulk API 2.0 Limits and Allocations. */
const MOST_FIELDS = 5000;
const MOST_FIELD_CHARACTERS = 32_000;
const MOST_RECORD_CHARACTERS = 400_000;
const RETRIES = 20;

/** Brings a closed job as far as its time has come; each batch is a transaction of its own. */
export function advance(org: Org, job: IngestJob, batches: DailyCount): void {
  const { closed } = job;
  if (closed === null || (job.state !== 'UploadComplete' && job.state !== 'InProgress')) return;
  const { bulkBatchMs, bulkFailAfter } = org.settings;
  const elapsed = org.kit.clock.now() - closed.at;
  const due = bulkBatchMs === 0 ? Infinity : Math.floor(elapsed / bulkBatchMs);
  try {
    job.csv ??= checked(org, job);
    const most = bulkFailAfter ?? Infinity;
    while (job.results.length < job.csv.rows.length && job.results.length < Math.min(most, due * BATCH)) {
      const from = job.results.length;
      batches.add();
      job.results = [
        ...job.results,
        ...written(org, job, closed.call, job.csv.rows.slice(from, Math.min(from + BATCH, most)), job.csv.header),
      ];
    }
    if (job.results.length >= most && job.results.length < job.csv.rows.length) {
      job.retries = RETRIES;
      throw refuse('TooManyLockFailure', 'Too many lock failure. Trying again later.');
    }
    if (job.results.length >= job.csv.rows.length && due >= 1) job.state = 'JobComplete';
    else if (elapsed >= bulkBatchMs / 2) job.state = 'InProgress';
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    job.state = 'Failed';
    job.errorMessage = error.complaints.map(({ code, message }) => `${code} : ${message}`).join('; ');
  }
}

/** A batch, in transactions of 200 rows. Source: Bulk API 2.0 Developer Guide, How Requests Are Processed. */
function written(org: Org, job: IngestJob, call: Call, rows: Csv['rows'], header: readonly string[]): RowResult[] {
  return org.act(call.client, () => {
    const view = org.schema.object(job.object);
    if (view === null) throw refuse('InvalidBatch', `Unable to find object: ${job.object}`);
    const work = { ...job, view };
    const results: RowResult[] = [];
    for (let at = 0; at < rows.length; at += CHUNK) {
      const chunk = eachRow(org, call, rows.slice(at, at + CHUNK), false, (writer, values) => {
        const { id, sent } = recordOfCsv(header, values);
        return writeBulkRow(writer, work, id, sent);
      });
      for (const one of chunk) results.push(one);
    }
    return results;
  });
}

/** The upload as rows. Throws ApiError on what fails a whole job. */
function checked(org: Org, job: IngestJob): Csv {
  const view = org.schema.object(job.object);
  if (view === null) throw refuse('InvalidBatch', `Unable to find object: ${job.object}`);
  const data = job.data ?? '';
  const headerLine = data.slice(0, Math.max(0, data.indexOf('\n')));
  if (data.includes('\n') && headerLine.endsWith('\r') !== (job.lineEnding === 'CRLF'))
    throw refuse(
      'ClientInputError',
      `LineEnding is invalid on user data. Current LineEnding setting is ${job.lineEnding}`,
    );
  const csv = readCsv(data, job.columnDelimiter);
  if (csv.header.length > MOST_FIELDS) throw refuse('InvalidBatch', `Too many fields: ${csv.header.length}`);
  const unknown = unknownColumn(view, csv.header);
  if (unknown !== null && job.data !== null) throw refuse('InvalidBatch', `Field name not found : ${unknown}`);
  const twice = csv.header.find(
    (name, at) => csv.header.findIndex((one) => one.toLowerCase() === name.toLowerCase()) < at,
  );
  if (twice !== undefined) throw refuse('InvalidBatch', `Duplicate field in header row : ${twice}`);
  for (const row of csv.rows) {
    let length = 0;
    for (const value of row) {
      if (value.length > MOST_FIELD_CHARACTERS)
        throw refuse('InvalidBatch', `Field value has more than ${MOST_FIELD_CHARACTERS} characters`);
      length += value.length;
    }
    if (length > MOST_RECORD_CHARACTERS) throw refuse('InvalidBatch', 'Record has more than 400000 characters');
  }
  return csv;
}
