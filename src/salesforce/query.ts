import { SyncError } from '../domain/faults.js';
import type { Session } from './session.js';
import type { Row } from './snapshot.js';

/** `queryAll` sees deleted and merged records too. */
export type Scope = 'query' | 'queryAll';

export interface Answer {
  readonly rows: readonly Row[];
  /** Path of the rest; null: that was all. */
  readonly rest: string | null;
}

/** Salesforce's largest page ("Sforce-Query-Options": 200 to 2,000). Wide rows come in smaller ones, whatever is asked. */
export const LARGEST_PAGE = 2000;
/** No read of ours by ids, emails or authorship needs more; a server that never ends is not followed for ever. */
const MOST_PAGES = 100;

export function query(session: Session, scope: Scope, soql: string): Promise<Answer> {
  return ask(session, `/${scope}?q=${encodeURIComponent(soql)}`);
}

/** All pages of a query whose answer is known to be small. */
export async function everyRow(session: Session, scope: Scope, soql: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let answer = await query(session, scope, soql);
  for (let page = 1; ; page += 1) {
    rows.push(...answer.rows);
    if (answer.rest === null) return rows;
    if (page >= MOST_PAGES)
      throw new SyncError('broken', `a query was not answered to the end in ${MOST_PAGES} pages`, {
        system: 'salesforce',
        code: 'ENDLESS',
      });
    answer = await ask(session, answer.rest);
  }
}

/** @param soql a `SELECT count()`, of records deleted or not */
export function countOf(session: Session, soql: string): Promise<number> {
  return session.ask({ method: 'GET', path: `/queryAll?q=${encodeURIComponent(soql)}`, writing: false }, (body) =>
    isRow(body) && typeof body['totalSize'] === 'number' ? body['totalSize'] : undefined,
  );
}

function ask(session: Session, path: string): Promise<Answer> {
  return session.ask(
    { method: 'GET', path, headers: { 'Sforce-Query-Options': `batchSize=${LARGEST_PAGE}` }, writing: false },
    parse,
  );
}

function parse(body: unknown): Answer | undefined {
  if (!isRow(body) || !Array.isArray(body['records']) || typeof body['done'] !== 'boolean') return undefined;
  const rest = body['done'] ? null : body['nextRecordsUrl'];
  // Only a path of the org we are talking to: never another host's address.
  if (
    rest !== null &&
    (typeof rest !== 'string' || !/^\/services\/data\/v\d+\.\d\/query(?:All)?\/[A-Za-z0-9-]+$/.test(rest))
  )
    return undefined;
  const rows = body['records'].filter(isRow);
  return rows.length === body['records'].length ? { rows, rest } : undefined;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
