import { SyncError } from '../../domain/faults.js';
import type { JobState } from '../../ports/writeJobs.js';
import type { Session } from '../session.js';
import { csvLines } from './csvLines.js';
import { isGone, jobOf, type Job, type State } from './job.js';

export interface Opening {
  readonly object: string;
  readonly operation: 'insert' | 'update' | 'upsert';
  /** Of an upsert. */
  readonly externalIdFieldName?: string;
}

/** An empty job. One that is never closed writes nothing, and is forgotten after seven days. */
export function openIngest(session: Session, opening: Opening): Promise<string> {
  const body = { ...opening, contentType: 'CSV', lineEnding: 'LF', columnDelimiter: 'COMMA' };
  return session.ask({ method: 'POST', path: '/jobs/ingest', body, writing: false }, (answer) => jobOf(answer)?.id);
}

/** A job takes one upload. Nothing is written by it: an answer that is lost tells only that this job may not be closed. */
export async function uploadIngest(session: Session, id: string, csv: string): Promise<void> {
  await session.ask(
    { method: 'PUT', path: `/jobs/ingest/${id}/batches`, csv, writing: false },
    (_body, { statusCode }) => (statusCode === 201 ? true : undefined),
  );
}

/** From here on rows are written. */
export async function closeIngest(session: Session, id: string): Promise<void> {
  await session.ask(
    { method: 'PATCH', path: `/jobs/ingest/${id}`, body: { state: 'UploadComplete' }, writing: true },
    jobOf,
  );
}

export async function abortIngest(session: Session, id: string): Promise<void> {
  try {
    await session.ask(
      { method: 'PATCH', path: `/jobs/ingest/${id}`, body: { state: 'Aborted' }, writing: false },
      jobOf,
    );
  } catch (error) {
    // Ended or forgotten meanwhile: whoever asks for its state will see.
    if (!isGone(error)) throw error;
  }
}

const STATES: Readonly<Record<State, JobState>> = {
  Open: 'open',
  UploadComplete: 'runs',
  InProgress: 'runs',
  JobComplete: 'ended',
  Failed: 'ended',
  Aborted: 'ended',
};

export async function stateOfIngest(session: Session, id: string): Promise<JobState> {
  try {
    return STATES[(await ingest(session, id)).state];
  } catch (error) {
    if (isGone(error)) return 'gone';
    throw error;
  }
}

/** Lines of both kinds of results, their headers first. */
export interface Results {
  readonly object: string;
  readonly taken: readonly (readonly string[])[];
  readonly failed: readonly (readonly string[])[];
}

/** Throws SyncError `unreachable` where these are not the results of as many rows as the job says it has taken. */
export async function resultsOfIngest(session: Session, id: string): Promise<Results> {
  const { processed, object } = await ingest(session, id);
  if (processed === 0) return { object, taken: [], failed: [] };
  const taken = await lines(session, id, 'successfulResults');
  const failed = taken.length - 1 === processed ? [] : await lines(session, id, 'failedResults');
  if (Math.max(0, taken.length - 1) + Math.max(0, failed.length - 1) !== processed)
    throw new SyncError('unreachable', `the results of ${processed} rows did not come whole`, {
      system: 'salesforce',
      code: 'CUT',
    });
  return { object, taken, failed };
}

function ingest(session: Session, id: string): Promise<Job> {
  return session.ask({ method: 'GET', path: `/jobs/ingest/${id}`, writing: false }, jobOf);
}

function lines(session: Session, id: string, kind: string): Promise<readonly (readonly string[])[]> {
  return session.ask({ method: 'GET', path: `/jobs/ingest/${id}/${kind}`, writing: false }, (body, { body: csv }) =>
    body === null ? (csvLines(csv) ?? undefined) : undefined,
  );
}
