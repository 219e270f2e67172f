import type { Answer } from './call.js';
import { parse } from 'csv-parse/sync';
import { refuse } from '../apiError.js';

/** Names of Bulk API 2.0's delimiters. */
const DELIMITERS: Readonly<Record<string, string>> = {
  COMMA: ',',
  TAB: '\t',
  SEMICOLON: ';',
  PIPE: '|',
  CARET: '^',
  BACKQUOTE: '`',
};

export interface Csv {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Throws InvalidBatch on text that is no CSV. */
export function readCsv(text: string, delimiter: string): Csv {
  if (text.includes('\0')) throw refuse('InvalidBatch', 'Failed to parse CSV: a NUL character');
  try {
    const [header = [], ...rows] = parse(text, {
      delimiter: DELIMITERS[delimiter] ?? ',',
      relax_column_count: false,
      skip_empty_lines: true,
      bom: true,
    });
    return { header, rows };
  } catch {
    throw refuse('InvalidBatch', 'Failed to parse CSV');
  }
}

/** As Salesforce writes it: every value quoted. */
export function writeCsv(
  header: readonly string[],
  rows: readonly (readonly unknown[])[],
  { columnDelimiter, lineEnding }: CsvShape = PLAIN,
): string {
  const by = DELIMITERS[columnDelimiter] ?? ',';
  const end = lineEnding === 'CRLF' ? '\r\n' : '\n';
  const line = (values: readonly unknown[]): string =>
    values.map((value) => `"${cell(value).replaceAll('"', '""')}"`).join(by) + end;
  return line(header) + rows.map(line).join('');
}

export interface CsvShape {
  readonly columnDelimiter: string;
  readonly lineEnding: string;
}
const PLAIN: CsvShape = { columnDelimiter: 'COMMA', lineEnding: 'LF' };

/** Exactly `text/csv`: one client takes no charset behind it. */
export const csvAnswer = (body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  body,
  contentType: 'text/csv',
  headers,
});

function cell(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}
