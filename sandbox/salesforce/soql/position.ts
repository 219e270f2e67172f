import { ApiError } from '../apiError.js';

/** How much of the statement is shown on either side of the place. */
const SHOWN = 60;
const WORDS = /'(?:\\[\s\S]|[^'\\])*'?|[\w.]+|\S/g;
const POINTED = new Set(['INVALID_FIELD', 'INVALID_TYPE', 'MALFORMED_QUERY', 'INVALID_QUERY_FILTER_OPERATOR']);

/**
 * The complaint as the query resource words it: the statement around the word, a caret under it, `ERROR at Row:r:Column:c`, then why.
 * Source: REST API Developer Guide, Query, error examples.
 */
export function pointed(soql: string, error: ApiError): ApiError {
  const [first, ...others] = error.complaints;
  if (first?.at === undefined || !POINTED.has(first.code)) return error;
  return new ApiError(
    { code: first.code, message: `${placed(soql, offsetOf(soql, first.at))}\n${first.message}` },
    ...others,
  );
}

/** Where a word stands; the statement's end where it does not. */
export function offsetOf(soql: string, word: string): number {
  const wanted = word.toLowerCase();
  if (wanted === '') return soql.length;
  for (const match of soql.matchAll(WORDS)) {
    const token = match[0].toLowerCase();
    if (token === wanted) return match.index;
    if (token.endsWith(`.${wanted}`) || token.startsWith(`${wanted}.`)) return match.index;
  }
  return soql.length;
}

export function placed(soql: string, offset: number): string {
  const before = soql.slice(0, offset).split('\n');
  const line = soql.split('\n')[before.length - 1] ?? '';
  const column = (before.at(-1) ?? '').length;
  const from = Math.max(0, column - SHOWN);
  const shown = line.slice(from, column + SHOWN);
  return `\n${shown}\n${' '.repeat(column - from)}^\nERROR at Row:${before.length}:Column:${column + 1}`;
}
