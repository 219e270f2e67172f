import { refuse, type ApiError } from '../apiError.js';
import type { BulkApi } from '../api/bulk.js';
import { header, type Answer, type Call } from '../api/call.js';
import { makeId, normaliseId } from '../ids.js';
import { JOB_DAYS } from '../bulk/jobs.js';
import type { Org } from '../org.js';
import { escapeXml } from '../soap/xml.js';
import { resultsText } from './content.js';
import { openJob } from './openJob.js';
import { runBatch } from './runBatch.js';
import { batchInfo, document, infoAnswer, jobInfo, listAnswer, speaksJson } from './shown.js';
import { TYPES, type AsyncJob, type Batch } from './shapes.js';
import { readInfo } from './readInfo.js';

export interface AsyncApi {
  /** Throws ApiError. */
  answer(call: Call): Answer;
  tick(): void;
  reset(): void;
}

/** JSON of this API names no charset, and clients compare the whole type. */
const typed = (answer: Answer): Answer =>
  answer.contentType === undefined && answer.body !== undefined
    ? { ...answer, contentType: TYPES.JSON, body: JSON.stringify(answer.body) }
    : answer;

type Handler = (call: Call, job: AsyncJob, batch: string, result: string) => Answer;

/** Bulk API 1.0, for clients that still use it. Batches are done when added, or `bulkBatchMs` later. Source: Bulk API Developer Guide. */
export function asyncApi(org: Org, bulk: BulkApi): AsyncApi {
  const jobs = new Map<string, AsyncJob>();
  let counter = 0;
  const nextId = (prefix: string) => (): string => {
    counter += 1;
    return makeId(prefix, counter);
  };
  const run = (job: AsyncJob, batch: Batch): void => {
    if (batch.state !== 'Queued' || job.state === 'Aborted') return;
    if (org.kit.clock.now() - batch.createdAt < org.settings.bulkBatchMs) return;
    runBatch(org, job, batch, nextId('752'));
  };
  const jobOf = (id: string): AsyncJob => {
    const found = jobs.get(normaliseId(id) ?? id);
    if (found === undefined) throw refuse('InvalidJob', `Unable to find job for id: ${id}`);
    return found;
  };
  const batchOf = (job: AsyncJob, id: string): Batch => {
    const found = job.batches.find((one) => one.id === id);
    if (found === undefined) throw refuse('InvalidBatch', `Unable to find batch for id: ${id}`);
    return found;
  };
  const addBatch: Handler = (call, job) => {
    if (job.state !== 'Open') throw refuse('InvalidJobState', `Job not in OPEN state: ${job.state}`);
    const sent = header(call, 'content-type').toLowerCase();
    if (/zip/.test(sent)) throw refuse('InvalidBatch', 'zip content is not supported by the sandbox');
    bulk.batches.add();
    const batch: Batch = {
      id: nextId('751')(),
      jobId: job.id,
      body: call.body,
      call: { ...call, body: '' },
      createdAt: org.kit.clock.now(),
      state: 'Queued',
      stateMessage: null,
      results: [],
      files: new Map(),
      records: 0,
    };
    job.batches.push(batch);
    const answer = infoAnswer(call, 'batchInfo', batchInfo(batch), 201, isJson(call, job));
    run(job, batch);
    return answer;
  };
  const changeJob: Handler = (call, job) => {
    const state = readInfo(call)['state'];
    if (state !== 'Closed' && state !== 'Aborted') throw refuse('InvalidJobState', `invalid state: ${state ?? ''}`);
    if (job.state === 'Aborted') throw refuse('InvalidJobState', 'Aborted jobs stay so');
    job.state = state;
    if (state === 'Aborted')
      for (const batch of job.batches) if (batch.state === 'Queued') batch.state = 'NotProcessed';
    return infoAnswer(call, 'jobInfo', jobInfo(job));
  };
  const result: Handler = (_call, job, id) => {
    const batch = batchOf(job, id);
    if (batch.state !== 'Completed') throw refuse('InvalidBatch', `Batch not completed: ${batch.state}`);
    const isQuery = job.operation === 'query' || job.operation === 'queryAll';
    if (!isQuery)
      return { status: 200, contentType: TYPES[job.contentType], body: resultsText(job.contentType, batch.results) };
    const files = [...batch.files.keys()];
    return job.contentType === 'JSON'
      ? { status: 200, body: files }
      : {
          status: 200,
          contentType: 'application/xml',
          body: document('result-list', files.map((one) => `<result>${one}</result>`).join('')),
        };
  };
  const file: Handler = (_call, job, id, name) => {
    const found = batchOf(job, id).files.get(name);
    if (found === undefined) throw refuse('InvalidBatch', `Unable to find result for id: ${name}`);
    return { status: 200, contentType: TYPES[job.contentType], body: found };
  };
  const routes: readonly (readonly [string, RegExp, Handler])[] = [
    ['GET', /^\/job\/(\w+)$/, (call, job) => infoAnswer(call, 'jobInfo', jobInfo(job), 200, isJson(call, job))],
    ['POST', /^\/job\/(\w+)$/, changeJob],
    ['POST', /^\/job\/(\w+)\/batch$/, addBatch],
    [
      'GET',
      /^\/job\/(\w+)\/batch$/,
      (call, job) => listAnswer('batchInfoList', 'batchInfo', job.batches.map(batchInfo), isJson(call, job)),
    ],
    [
      'GET',
      /^\/job\/(\w+)\/batch\/(\w+)$/,
      (call, job, id) => infoAnswer(call, 'batchInfo', batchInfo(batchOf(job, id)), 200, isJson(call, job)),
    ],
    [
      'GET',
      /^\/job\/(\w+)\/batch\/(\w+)\/request$/,
      (_call, job, id) => ({ status: 200, contentType: TYPES[job.contentType], body: batchOf(job, id).body }),
    ],
    ['GET', /^\/job\/(\w+)\/batch\/(\w+)\/result$/, result],
    ['GET', /^\/job\/(\w+)\/batch\/(\w+)\/result\/(\w+)$/, file],
  ];
  const tick = (): void => {
    const oldest = org.kit.clock.now() - JOB_DAYS * 86_400_000;
    for (const job of jobs.values()) {
      if (job.createdDate < oldest) jobs.delete(job.id);
      else for (const batch of job.batches) run(job, batch);
    }
  };
  return {
    answer: (call) => {
      if (call.method === 'POST' && call.path === '/job') {
        const made = openJob(org, call, bulk.jobId());
        jobs.set(made.id, made);
        return typed(infoAnswer(call, 'jobInfo', jobInfo(made), 201));
      }
      const matching = routes.filter(([, pattern]) => pattern.test(call.path));
      const [, pattern, handle] = matching.find(([method]) => method === call.method) ?? [];
      if (pattern === undefined || handle === undefined)
        throw refuse(
          matching.length > 0 || call.path === '/job' ? 'MethodNotAllowed' : 'InvalidUrl',
          matching.length > 0 ? `Method ${call.method} not allowed` : `Invalid URL: ${call.path}`,
        );
      const [, job = '', batch = '', name = ''] = pattern.exec(call.path) ?? [];
      return typed(handle(call, jobOf(job), batch, name));
    },
    tick,
    reset: () => {
      counter = 0;
      jobs.clear();
    },
  };
}

const isJson = (call: Call, job: AsyncJob): boolean =>
  speaksJson(call) || (job.contentType === 'JSON' && !/xml/i.test(header(call, 'content-type')));

/** Codes of this API; the others come from what it shares. Source: Bulk API Developer Guide, Bulk API Error Codes. */
const CODES: Readonly<Record<string, string>> = {
  INVALID_SESSION_ID: 'InvalidSessionId',
  REQUEST_LIMIT_EXCEEDED: 'ExceededQuota',
  JSON_PARSER_ERROR: 'InvalidJob',
};

export const asyncErrorText = (code: string, message: string): string =>
  document(
    'error',
    `<exceptionCode>${escapeXml(code)}</exceptionCode><exceptionMessage>${escapeXml(message)}</exceptionMessage>`,
  );

/** A refusal as this API words it: always 400, but for methods. Clients tell an expired session by 400 and InvalidSessionId. */
export function asyncError(headers: Call['headers'], error: ApiError): Answer {
  const [first] = error.complaints;
  const code = CODES[first?.code ?? ''] ?? first?.code ?? 'Unknown';
  const status = code === 'MethodNotAllowed' ? 405 : 400;
  const message = first?.message ?? '';
  return speaksJson({ headers })
    ? { status, body: { exceptionCode: code, exceptionMessage: message } }
    : { status, contentType: 'application/xml', body: asyncErrorText(code, message) };
}
