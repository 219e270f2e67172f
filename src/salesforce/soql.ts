import { SyncError } from '../domain/faults.js';
import type { Window } from '../ports/people.js';

/** The one place where names and values enter a query. */

/** A name of an object or field; throws on anything else, whatever describe said. */
export function name(written: string): string {
  if (/^[A-Za-z][A-Za-z0-9_]{0,79}$/.test(written)) return written;
  throw new SyncError('misconfigured', 'A field or object name is not one Salesforce could have', {
    system: 'salesforce',
    code: 'BAD_NAME',
  });
}

/** Reserved characters of SOQL string literals are escaped by a backslash ("Quoted String Escape Sequences"). */
export function text(value: string): string {
  // Half a surrogate pair is no character: it could not be sent at all.
  const whole = value.replace(/\p{Surrogate}/gu, '\ufffd');
  const escaped = whole.replace(/[\\'"\n\r\t\b\f]/g, (char) => `\\${ESCAPES[char] ?? char}`);
  return `'${escaped}'`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' };

export function list(values: readonly string[]): string {
  return `(${values.map(text).join(',')})`;
}

/** Moments are not quoted in SOQL. Epoch ms. */
export function moment(at: number): string {
  return new Date(at).toISOString();
}

/**
 * The operator's condition in parentheses, which it cannot leave: quotes are closed and parentheses balanced.
 * What it says is the operator's own business; Salesforce checks it.
 */
export function condition(written: string): string {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < written.length; at += 1) {
    const char = written[at];
    if (quoted) {
      if (char === '\\') at += 1;
      else if (char === "'") quoted = false;
    } else if (char === "'") quoted = true;
    else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    if (depth < 0) break;
  }
  if (depth === 0 && !quoted && written.trim() !== '') return `(${written})`;
  throw new SyncError('misconfigured', 'salesforce.filter: quotes or parentheses are not balanced', {
    system: 'salesforce',
    code: 'MALFORMED_QUERY',
  });
}

/** (SystemModstamp, Id) strictly after the position, inside the window. Bulk DML stamps thousands of rows alike, so the id decides ties. */
export function within({ since, until, after }: Window): string {
  const upper = `SystemModstamp <= ${moment(until)}`;
  if (after === null) return `SystemModstamp >= ${moment(since)} AND ${upper}`;
  const at = moment(after.stamp);
  return `${upper} AND (SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > ${text(after.id)}))`;
}

/** Length of a text in an address. A quote stays one byte in `encodeURIComponent` and becomes three on its way (URL standard, special-query). */
export function bytesInAddress(written: string): number {
  return encodeURIComponent(written).length + 2 * (written.split("'").length - 1);
}

/** Ids or emails in one query. */
export const MOST_IN_LIST = 500;

/** Longest address Salesforce takes (16,384 bytes, else 414), less host, path and the rest of a query that selects this. */
export function roomBeside(selected: string): number {
  return Math.max(1000, 16_384 - 600 - bytesInAddress(selected));
}

/**
 * Cuts a list so that each query, sent as GET, stays below Salesforce's limit on addresses.
 * @param most entries a piece, at most
 * @param room bytes a piece may take once encoded
 */
export function pieces(values: readonly string[], most: number, room: number): readonly (readonly string[])[] {
  const found: string[][] = [];
  let size = Infinity;
  for (const value of values) {
    const bytes = bytesInAddress(`${text(value)},`);
    const last = found.at(-1);
    if (last === undefined || size + bytes > room || last.length >= most) {
      found.push([value]);
      size = bytes;
    } else {
      last.push(value);
      size += bytes;
    }
  }
  return found;
}
