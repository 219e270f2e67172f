import type { Change, Draft, Outcome } from './people.js';

/** `open`: its upload was never closed. `ended`: done, failed or aborted; some rows may have missed their turn. `gone`: the side knows nothing of it. */
export type JobState = 'open' | 'runs' | 'ended' | 'gone';

/** What one job carries: all of one object. */
export type JobBatch =
  | { readonly op: 'create'; readonly rows: readonly Draft[] }
  | { readonly op: 'update'; readonly rows: readonly Change[] };

/** What became of each row of a job, and of `missed` ones: nothing. */
export type JobOutcomes = (row: Draft | Change) => Outcome;

/**
 * Many records written by a job of the side's own, which lives on when whoever began it does not. Laws, proven by test/salesforce/writeByJob.test.ts:
 *   J1  Nothing is written before `close` was sent, and nothing ever by a job that was aborted before it was closed.
 *   J2  A row lands once or not at all, as by `create` and `update` (laws L2 to L4, L6 and L7 of People).
 *   J3  Whatever was begun is taken up by the job's id alone, by anyone, as often as they like, until it is `gone`.
 *   J4  Whoever finds a job `open` and aborts it asks again before believing it: a late close may have come in between.
 */
export interface WriteJobs {
  /** Rows of one op from which a job is worth its while. */
  readonly from: number;
  /** Most rows of one job. */
  readonly most: number;
  /** A job can carry this row as well as a call could. */
  takes(batch: JobBatch['op'], row: Draft | Change): boolean;
  /** An empty job, open. Returns its id; null where none is to be had now: calls serve as well. */
  begin(op: JobBatch['op'], object: string): Promise<string | null>;
  /** Once a job. Not known to be whole, the job must not be closed. */
  upload(job: string, batch: JobBatch): Promise<void>;
  /** Throws SyncError `unknown` when the answer was lost: it may be closed, now or later. */
  close(job: string): Promise<void>;
  state(job: string): Promise<JobState>;
  /** Whatever the job's state is: it may have ended meanwhile. */
  abort(job: string): Promise<void>;
  /** Of a job that has ended. Throws SyncError `unreachable` when not all of its results came. */
  outcomes(job: string, op: JobBatch['op']): Promise<JobOutcomes>;
}
