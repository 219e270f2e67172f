import { SyncError } from '../../domain/faults.js';
import type { Session } from '../session.js';
import { isGone, jobOf } from './job.js';

/** Rows of one result page. Source: Bulk API 2.0 Developer Guide, Get Results for a Query Job: as many as fit an answer of ours in memory. */
const ROWS_A_PAGE = 10_000;

/** What became of a query job. `gone`: failed, aborted or forgotten, none of its results will come. */
export type QueryState = 'runs' | 'done' | 'gone';

export interface ResultPage {
  readonly csv: string;
  /** Rows Salesforce says the page has. */
  readonly rows: number;
  /** null: that was the last. */
  readonly next: string | null;
}

/** Begins a query of deleted and merged records too; returns the job's id. A begun job that nobody knows of does no harm and is forgotten after seven days. */
export function beginQuery(session: Session, soql: string): Promise<string> {
  return session.ask(
    { method: 'POST', path: '/jobs/query', body: { operation: 'queryAll', query: soql }, writing: false },
    (body) => jobOf(body)?.id,
  );
}

export async function stateOfQuery(session: Session, id: string): Promise<QueryState> {
  try {
    const { state } = await session.ask({ method: 'GET', path: `/jobs/query/${id}`, writing: false }, jobOf);
    return state === 'JobComplete' ? 'done' : state === 'Failed' || state === 'Aborted' ? 'gone' : 'runs';
  } catch (error) {
    if (isGone(error)) return 'gone';
    throw error;
  }
}

/** One page of a finished job's results; null when they are gone. Throws SyncError `unreachable` for a page that was cut. */
export async function resultsOfQuery(session: Session, id: string, locator: string | null): Promise<ResultPage | null> {
  const from = locator === null ? '' : `&locator=${encodeURIComponent(locator)}`;
  try {
    return await session.ask(
      { method: 'GET', path: `/jobs/query/${id}/results?maxRecords=${ROWS_A_PAGE}${from}`, writing: false },
      (body, { headers, body: csv }) => {
        const rows = Number(headers['sforce-numberofrecords'] ?? '?');
        const next = headers['sforce-locator'];
        // The last page says `null` in so many letters. Nothing there at all is an answer of somebody else's.
        if (body !== null || !Number.isInteger(rows) || next === undefined || next === '') return undefined;
        return { csv, rows, next: next === 'null' ? null : next };
      },
    );
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Ends a job nobody waits for any more; whatever that is answered with. */
export async function abortQuery(session: Session, id: string): Promise<void> {
  try {
    await session.ask(
      { method: 'PATCH', path: `/jobs/query/${id}`, body: { state: 'Aborted' }, writing: false },
      (body) => body ?? {},
    );
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
  }
}
