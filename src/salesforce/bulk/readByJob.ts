import { SyncError } from '../../domain/faults.js';
import type { Page, ReadJob, Window } from '../../ports/people.js';
import type { Columns } from '../columns.js';
import type { Session } from '../session.js';
import { snapshot } from '../snapshot.js';
import { csvRows } from './csvRows.js';
import { isRefused } from './job.js';
import { abortQuery, beginQuery, resultsOfQuery, stateOfQuery } from './queryJob.js';

/** A job to be begun by the next page. */
export const TO_BEGIN: ReadJob = { id: null, locator: null, seq: 0, polls: 0, failures: 0 };

/** After so many jobs that came to nothing the rest is read page by page. */
const MOST_FAILURES = 2;
/** Asked after 1 s, 2 s, 4 s and so on, at most half a minute apart: some 70 minutes in all. */
const MOST_POLLS = 145;
const LONGEST_WAIT_MS = 30_000;

const waitBefore = (polls: number) => Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** Math.min(polls, 10));

/**
 * One step of a job that reads what lies after `window.after`: begin it, ask for it, take a page of its results. Whoever makes the next step needs only
 * what this one answered. A job that is gone is begun anew; what it gave already comes again.
 * @param soql without an order: with one Salesforce could not cut the query into parts
 */
export async function readByJob(
  session: Session,
  job: ReadJob,
  window: Window,
  soql: string,
  chosen: Columns,
): Promise<Page> {
  const nothing = { records: [], next: window.after };
  if (job.id === null) {
    try {
      const id = await beginQuery(session, soql);
      return { ...nothing, job: { ...job, id, locator: null, seq: window.seq ?? 0, polls: 0 }, wait: waitBefore(0) };
    } catch (error) {
      if (isRefused(error)) return nothing;
      throw error;
    }
  }
  if (job.locator === null) {
    const state = await stateOfQuery(session, job.id);
    if (state === 'gone') return { ...nothing, ...anew(job) };
    if (state === 'runs') {
      const polls = job.polls + 1;
      if (polls < MOST_POLLS) return { ...nothing, job: { ...job, polls }, wait: waitBefore(polls) };
      await abortQuery(session, job.id);
      return { ...nothing, ...anew(job) };
    }
  }
  const page = await resultsOfQuery(session, job.id, job.locator);
  if (page === null) return { ...nothing, ...anew(job) };
  const rows = csvRows(page.csv, page.rows, chosen);
  // The object was described anew since the job began.
  if (rows === 'foreign') return { ...nothing, ...anew(job) };
  if (rows === 'cut')
    throw new SyncError('unreachable', `a page of ${page.rows} results did not come whole`, {
      system: 'salesforce',
      code: 'CUT',
    });
  const records = rows.map((row) => snapshot(row, chosen));
  if (page.next === null) return { records, next: null };
  return { records, next: window.after, job: { ...job, locator: page.next } };
}

function anew(job: ReadJob): Pick<Page, 'job'> {
  const failures = job.failures + 1;
  return failures < MOST_FAILURES ? { job: { ...TO_BEGIN, failures } } : {};
}
