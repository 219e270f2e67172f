import type { Columns } from '../columns.js';
import type { Row } from '../snapshot.js';
import { csvLines } from './csvLines.js';

/** A result page as a query's rows by REST have it. `cut`: not all of it came; `foreign`: of other columns than are wanted now. One page in memory. */
export function csvRows(csv: string, rows: number, columns: Columns): readonly Row[] | 'cut' | 'foreign' {
  const lines = csvLines(csv);
  const header = lines?.[0];
  if (lines === null || header === undefined || lines.length !== rows + 1) return 'cut';
  if (!columns.list.split(', ').every((name) => header.includes(name))) return 'foreign';
  const read = header.map((name) => ({ path: name.split('.'), as: READ[typeOf(name, columns)] ?? asText }));
  const found: Row[] = [];
  for (let at = 1; at < lines.length; at += 1) {
    const line = lines[at]!; // below length
    const row: Record<string, unknown> = {};
    for (let column = 0; column < read.length; column += 1) {
      const { path, as } = read[column]!; // below length
      const written = line[column] ?? '';
      const value = written === '' ? null : as(written);
      if (path.length === 1) row[path[0]!] = value;
      else row[path[0]!] = { ...(row[path[0]!] as object | undefined), [path[1]!]: value };
    }
    found.push(row);
  }
  return found;
}

const asText = (written: string): unknown => written;

/** Values are text in CSV; as JSON has them, by the field's type. Sources: Bulk API 2.0 Developer Guide, Valid CSV Record Rows; describe's types. */
const READ: Readonly<Record<string, (written: string) => unknown>> = {
  boolean: (written) => written === 'true',
  int: Number,
  long: Number,
  double: Number,
  currency: Number,
  percent: Number,
};

/** Of our own columns, those that are not text. */
const OWN: readonly string[] = ['IsDeleted', 'HasOptedOutOfEmail', 'IsConverted', 'IsPersonAccount'];

function typeOf(name: string, { wanted }: Columns): string {
  if (OWN.includes(name)) return 'boolean';
  for (const field of wanted.values()) if (field.name === name) return field.type;
  return 'string';
}
