import { SyncError } from '../../domain/faults.js';

/** A job as Bulk API 2.0 shows it, as far as we go by it. */
export interface Job {
  readonly id: string;
  readonly state: State;
  readonly object: string;
  /** Rows it has taken so far, those it refused among them. */
  readonly processed: number;
}

const STATES = ['Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted'] as const;
export type State = (typeof STATES)[number];

/** Undefined when the answer is no job. */
export function jobOf(body: unknown): Job | undefined {
  if (typeof body !== 'object' || body === null || !('id' in body) || !('state' in body)) return undefined;
  const { id } = body;
  const state = STATES.find((one) => one === body.state);
  // The id goes into paths: nothing but an id may.
  if (typeof id !== 'string' || !/^[A-Za-z0-9]{15,18}$/.test(id) || state === undefined) return undefined;
  const processed = 'numberRecordsProcessed' in body ? Number(body.numberRecordsProcessed) : 0;
  const object = 'object' in body && typeof body.object === 'string' ? body.object : '';
  return { id, state, object, processed: Number.isFinite(processed) ? processed : 0 };
}

/** Jobs are forgotten after seven days; a locator may be so before. */
const GONE: readonly string[] = [
  'NOT_FOUND',
  'INVALIDJOB',
  'INVALIDJOBSTATE',
  'INVALID_QUERY_LOCATOR',
  'INVALID_LOCATOR',
];

/** The job, or what is asked of it, is not there (any more). */
export function isGone(error: unknown): boolean {
  return error instanceof SyncError && GONE.includes(error.detail.code ?? '');
}

/** Bulk is not to be had: not for this query or user, or not any more today. The other APIs serve instead. */
export function isRefused(error: unknown): boolean {
  return (
    error instanceof SyncError &&
    (error.kind === 'misconfigured' || error.kind === 'broken' || error.kind === 'refused') &&
    error.detail.code !== 'INVALID_FIELD' &&
    error.detail.code !== 'INVALID_TYPE'
  );
}
