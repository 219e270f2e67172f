import { SyncError } from '../../src/domain/faults.js';
import type { JournalRow } from '../../src/domain/journal.js';
import type { Side } from '../../src/domain/side.js';
import type { JobBatch, JobOutcomes, WriteJobs } from '../../src/ports/writeJobs.js';
import type { Desk } from '../planning/desk.js';
import { adopt } from './adopt.js';
import { recheck } from './recheck.js';
import { changeOf, draftOf } from './outgoing.js';
import { writtenBy } from './drifted.js';
import { settleOutcomes, type Settled } from './settleOutcomes.js';
import { leaveUnknown, takeBack } from './unsent.js';

/** Rows settled in one transaction. */
const ROWS_A_SETTLING = 1_000;
/** A job is waited for as long as an activity may take; whoever comes next goes on waiting. */
const LONGEST_MS = 8 * 60_000;
/** One that takes longer is left to the runs after this one. */
const GIVEN_UP_MS = 2 * 60 * 60_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Sends rows by a job: an empty job, re-read, mark with the job's id, upload, close; then it is waited for and its rows are settled one by one (protocol 4.6).
 * Before it is closed nothing can land, so until then everything is taken back. Returns how many rows were written; null where no job is to be had.
 */
export async function sendByJob(
  desk: Desk,
  side: Side,
  jobs: WriteJobs,
  batch: readonly JournalRow[],
): Promise<number | null> {
  const [first] = batch;
  if (first === undefined) return 0;
  const job = await jobs.begin(batchOf([first]).op, first.object);
  if (job === null) return null;
  const pulse = desk.deps.pulse();
  const { rows, at } = await recheck(desk, side, batch, job);
  const giveUp = async () => {
    await takeBack(desk, rows);
    await jobs.abort(job).catch(harmless);
    return 0;
  };
  if (rows.length === 0 || pulse.stopping()) return giveUp();
  const note = (event: string) => {
    const { connection, run } = desk.lane.lease;
    desk.deps.log.info(event, { connection, run, side, job, rows: rows.length });
  };
  note('job.marked');
  try {
    await jobs.upload(job, batchOf(rows));
  } catch (error) {
    await giveUp();
    throw error;
  }
  // The mark was a promise to close soon, or never (protocol 6.3).
  if (!pulse.fresh() || pulse.now() - at >= pulse.half) return giveUp();
  let closed = true;
  try {
    await jobs.close(job);
  } catch (error) {
    // Whether it was closed is the job's to say.
    if (!(error instanceof SyncError)) throw error;
    closed = false;
  }
  note('job.closed');
  return awaitJob(desk, side, jobs, rows, closed);
}

/**
 * Waits for the job that carries these rows, and settles them; a job nobody closed is aborted first. `rows` are this attempt's. Returns how many were written.
 * Handed back while the job runs, the rows stay sent: the next attempt takes the same job up again.
 * @param closed by ourselves, for certain
 */
export async function awaitJob(
  desk: Desk,
  side: Side,
  jobs: WriteJobs,
  rows: readonly JournalRow[],
  closed: boolean,
): Promise<number> {
  const [first] = rows;
  if (first === undefined || first.job === null) return 0;
  const { job } = first;
  const pulse = desk.deps.pulse();
  const begun = pulse.now();
  for (let polls = 0; !pulse.leaving() && pulse.now() - begun < LONGEST_MS; polls += 1) {
    if (polls > 0 || closed) await pulse.idle(Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** polls), pulse.leaving);
    pulse.beat({ object: first.object, done: 0 });
    const state = await jobs.state(job);
    if (state === 'ended') {
      const outcomeOf = await jobs.outcomes(job, batchOf([first]).op);
      return writtenBy(desk, side, await settleJob(desk, side, rows, outcomeOf));
    }
    if (state === 'gone') {
      await leaveUnknown(
        desk,
        rows.map((row) => ({ ...row, job: null })),
      );
      return 0;
    }
    // Asked again before it is believed (law J4).
    if (state === 'open' && !closed) await jobs.abort(job);
    if (desk.opened.sides[side].now() - (first.sentAt ?? 0) > GIVEN_UP_MS) {
      await leaveUnknown(desk, rows);
      return 0;
    }
  }
  return 0;
}

/** Settles rows of a job that has ended. What is settled stays so if it is cut off in between. */
export async function settleJob(
  desk: Desk,
  side: Side,
  rows: readonly JournalRow[],
  outcomeOf: JobOutcomes,
): Promise<Settled> {
  let written = 0;
  const lost = new Set<string>();
  for (let at = 0; at < rows.length; at += ROWS_A_SETTLING) {
    const part = rows.slice(at, at + ROWS_A_SETTLING);
    const asked = batchOf(part).rows;
    const settled = await settleOutcomes(
      desk,
      side,
      part,
      asked.map((row) => outcomeOf(row)),
    );
    written += settled.written;
    for (const field of settled.lost) lost.add(field);
    desk.deps.pulse().beat({ object: side, done: written });
  }
  return { written, lost: [...lost] };
}

/** Waits for a job that was left behind, as this attempt's own. */
export async function takeUpJob(desk: Desk, side: Side, left: readonly JournalRow[]): Promise<number> {
  const { jobs } = desk.opened.sides[side];
  return jobs === undefined ? 0 : awaitJob(desk, side, jobs, await adopt(desk, left), false);
}

function batchOf(rows: readonly JournalRow[]): JobBatch {
  return rows[0]?.op === 'create'
    ? { op: 'create', rows: rows.map(draftOf) }
    : { op: 'update', rows: rows.map((row) => changeOf(row, null)) };
}

/** What was never closed writes nothing, aborted or not. */
function harmless(error: unknown): void {
  if (!(error instanceof SyncError)) throw error;
}
