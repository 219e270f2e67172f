import { stringify } from 'csv-stringify/sync';
import { SyncError } from '../../domain/faults.js';
import type { Fields, Value } from '../../domain/value.js';
import { name } from '../soql.js';

/** Longest value of a job. Source: Bulk API and Bulk API 2.0 Limits and Allocations. */
const MOST_CHARACTERS = 32_000;
/** Empties a field; a column left blank leaves it as it is. Source: Bulk API 2.0 Developer Guide, Valid CSV Record Rows. */
const NOTHING = '#N/A';

/** What a row of a job can say as well as JSON: not that a text is `#N/A`, nor half a character. */
export function fits(fields: Fields): boolean {
  return Object.values(fields).every(
    (value) =>
      typeof value !== 'string' ||
      (value !== NOTHING && value.length <= MOST_CHARACTERS && !/\0|\p{Surrogate}/u.test(value)),
  );
}

/** All columns of all rows. Every value is quoted, so that an upload cut off anywhere but between two rows cannot be read at all. */
export function jobCsv(rows: readonly Fields[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].map(name);
  const written = rows.map((row) => columns.map((column) => cell(row, column)));
  if (columns.length === 0) throw new SyncError('broken', 'a job without a column', { system: 'tandem' });
  return stringify([columns, ...written], { quoted: true, quoted_empty: false, record_delimiter: '\n' });
}

function cell(row: Fields, column: string): string {
  if (!Object.hasOwn(row, column)) return '';
  const value: Value = row[column] ?? null;
  return value === null ? NOTHING : String(value);
}
