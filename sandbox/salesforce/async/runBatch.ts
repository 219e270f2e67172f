import { ApiError, refuse } from '../apiError.js';
import { writeCsv } from '../api/csv.js';
import { eachRow } from '../api/writing.js';
import { bulkQueryable } from '../bulk/queryJobs.js';
import { writeBulkRow } from '../bulk/bulkRow.js';
import type { Org } from '../org.js';
import { escapeXml } from '../soap/xml.js';
import { runQuery, type Found } from '../soql/runQuery.js';
import { readBatch, type BulkRecord } from './content.js';
import type { AsyncJob, Batch } from './shapes.js';

/** Source: Bulk API and Bulk API 2.0 Limits and Allocations. */
const MOST_RECORDS = 10_000;
const MOST_BYTES = 10 * 1024 * 1024;

/** Does a batch's work; what fails the whole of it stands in its state message. @param ids for result files and chunk batches */
export function runBatch(org: Org, job: AsyncJob, batch: Batch, ids: () => string): void {
  try {
    org.act(batch.call.client, () => {
      if (job.operation === 'query' || job.operation === 'queryAll') query(org, job, batch, ids);
      else write(org, job, batch);
    });
    if (batch.state !== 'NotProcessed') batch.state = 'Completed';
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    batch.state = 'Failed';
    batch.stateMessage = error.complaints.map(({ code, message }) => `${code} : ${message}`).join('; ');
  }
}

function write(org: Org, job: AsyncJob, batch: Batch): void {
  const { operation } = job;
  const view = org.schema.object(job.object);
  if (view === null || operation === 'query' || operation === 'queryAll')
    throw refuse('InvalidBatch', `Unable to find object: ${job.object}`);
  if (Buffer.byteLength(batch.body) > MOST_BYTES) throw refuse('InvalidBatch', 'A batch takes at most 10 MB');
  const records = readBatch(view, job.contentType, batch.body);
  if (records.length > MOST_RECORDS) throw refuse('InvalidBatch', `Records exceeded: at most ${MOST_RECORDS} a batch`);
  const headers = {
    ...batch.call.headers,
    'sforce-auto-assign': job.assignmentRuleId === null ? 'FALSE' : 'TRUE',
    'sforce-duplicate-rule-header': '',
  };
  const work = { view, operation, externalIdFieldName: job.externalIdFieldName };
  batch.results = eachRow<BulkRecord>(org, { ...batch.call, headers }, records, false, (writer, { id, sent }) =>
    writeBulkRow(writer, work, id, sent),
  );
  batch.records = records.length;
}

function query(org: Org, job: AsyncJob, batch: Batch, ids: () => string): void {
  const soql = batch.body.trim();
  try {
    bulkQueryable(org, soql, batch.call.version);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw refuse(
      'InvalidBatch',
      `Failed to process query: ${error.complaints.map(({ code, message }) => `${code}: ${message}`).join('; ')}`,
    );
  }
  const style = job.contentType === 'JSON' ? 'rest' : 'csv';
  const found = runQuery(org, soql, { version: batch.call.version, deleted: job.operation === 'queryAll', style });
  if (job.chunkSize === 0) {
    batch.files.set(ids(), rendered(job, found, 0, found.length));
    batch.records = found.length;
    return;
  }
  // PK chunking: the batch that was sent does nothing itself, each chunk of ids is a batch of its own.
  batch.state = 'NotProcessed';
  for (let from = 0; from < Math.max(1, found.length); from += job.chunkSize) {
    const to = Math.min(found.length, from + job.chunkSize);
    const chunk: Batch = { ...batch, id: ids(), state: 'Completed', files: new Map(), records: to - from };
    chunk.files.set(ids(), rendered(job, found, from, to));
    job.batches.push(chunk);
  }
}

function rendered({ contentType }: AsyncJob, found: Found, from: number, to: number): string {
  switch (contentType) {
    case 'CSV':
      return writeCsv(
        found.columns.map(({ name }) => name),
        found.rows(from, to).map((row) => found.columns.map((column) => column.cell(row))),
      );
    case 'JSON':
      return JSON.stringify(found.records(from, to));
    case 'XML':
      return `<?xml version="1.0" encoding="UTF-8"?><queryResult xmlns="http://www.force.com/2009/06/asyncapi/dataload" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${found
        .records(from, to)
        .map(recordXml)
        .join('')}</queryResult>`;
  }
}

function recordXml(record: Readonly<Record<string, unknown>>, name: unknown = 'records'): string {
  const tag = typeof name === 'string' ? name : 'records';
  const { attributes, ...fields } = record;
  const type = (attributes as { type?: string } | undefined)?.type ?? '';
  return `<${tag} xsi:type="sObject"><type>${type}</type>${Object.entries(fields)
    .map(([key, value]) =>
      value === null || value === undefined
        ? `<${key} xsi:nil="true"/>`
        : typeof value === 'object'
          ? recordXml(value as Readonly<Record<string, unknown>>, key)
          : `<${key}>${escapeXml(String(value))}</${key}>`,
    )
    .join('')}</${tag}>`;
}
