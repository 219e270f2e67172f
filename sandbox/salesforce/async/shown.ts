import type { Answer, Call } from '../api/call.js';
import { escapeXml } from '../soap/xml.js';
import { jobStamp } from '../bulk/jobs.js';
import type { AsyncJob, Batch } from './shapes.js';

const NAMESPACE = 'http://www.force.com/2009/06/asyncapi/dataload';
type Info = Readonly<Record<string, string | number | null>>;

/** JSON for callers that speak it, else XML. */
export const speaksJson = (call: Pick<Call, 'headers'>): boolean =>
  /json/i.test(`${String(call.headers['content-type'] ?? '')} ${String(call.headers['accept'] ?? '')}`);

export function infoAnswer(call: Call, name: string, info: Info, status = 200, json = speaksJson(call)): Answer {
  const known = Object.fromEntries(Object.entries(info).filter(([, value]) => value !== null));
  return json
    ? { status, body: known }
    : { status, contentType: 'application/xml', body: document(name, fields(known)) };
}

export function listAnswer(name: string, item: string, infos: readonly Info[], json: boolean): Answer {
  if (json) return { status: 200, body: { [item]: infos.map(present) } };
  return {
    status: 200,
    contentType: 'application/xml',
    body: document(name, infos.map((one) => `<${item}>${fields(present(one))}</${item}>`).join('')),
  };
}

const present = (info: Info): Info => Object.fromEntries(Object.entries(info).filter(([, value]) => value !== null));
const fields = (info: Info): string =>
  Object.entries(info)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('');

export const document = (name: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${name} xmlns="${NAMESPACE}">${content}</${name}>`;

/** Source: Bulk API Developer Guide, JobInfo. */
export function jobInfo(job: AsyncJob): Info {
  const count = (...states: readonly Batch['state'][]): number =>
    job.batches.filter(({ state }) => states.includes(state)).length;
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: jobStamp(job.createdDate),
    systemModstamp: jobStamp(job.createdDate),
    state: job.state,
    externalIdFieldName: job.externalIdFieldName,
    assignmentRuleId: job.assignmentRuleId,
    concurrencyMode: job.concurrencyMode,
    contentType: job.contentType,
    numberBatchesQueued: count('Queued'),
    numberBatchesInProgress: count('InProgress'),
    numberBatchesCompleted: count('Completed'),
    numberBatchesFailed: count('Failed'),
    numberBatchesTotal: job.batches.length,
    numberRecordsProcessed: job.batches.reduce((sum, { records }) => sum + records, 0),
    numberRetries: 0,
    apiVersion: job.version,
    numberRecordsFailed: job.batches.reduce((sum, batch) => sum + failed(batch), 0),
    totalProcessingTime: 0,
    apiActiveProcessingTime: 0,
    apexProcessingTime: 0,
  };
}

const failed = ({ results }: Batch): number => results.filter((one) => 'complaints' in one).length;

/** Source: Bulk API Developer Guide, BatchInfo. */
export const batchInfo = (batch: Batch): Info => ({
  id: batch.id,
  jobId: batch.jobId,
  state: batch.state,
  stateMessage: batch.stateMessage,
  createdDate: jobStamp(batch.createdAt),
  systemModstamp: jobStamp(batch.createdAt),
  numberRecordsProcessed: batch.records,
  numberRecordsFailed: failed(batch),
  totalProcessingTime: 0,
  apiActiveProcessingTime: 0,
  apexProcessingTime: 0,
});
