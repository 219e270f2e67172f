import { refuse } from '../apiError.js';
import type { Answer } from './call.js';

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

const unreadable = (why = '') => refuse('InvalidBatch', `Failed to parse CSV${why}`);

/**
 * RFC 4180, strictly: throws InvalidBatch on an open quote, on text behind a closed one, on a row that is longer or shorter than the header and on NUL.
 * Written by hand: uploads have 150,000 rows, and a library's parser costs more than saving them.
 */
export function readCsv(text: string, delimiter: string): Csv {
  if (text.includes('\0')) throw unreadable(': a NUL character');
  const by = DELIMITERS[delimiter] ?? ',';
  const rows: string[][] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let quote = -1;
  while (at < text.length) {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    // Looked for again only when passed: a text without quotes is searched once.
    if (quote < at) {
      quote = text.indexOf('"', at);
      if (quote < 0) quote = Infinity;
    }
    if (quote > end) {
      const line = text.slice(at, text.charCodeAt(end - 1) === 13 ? end - 1 : end);
      if (line !== '') rows.push(line.split(by));
      at = end + 1;
    } else at = quotedRow(text, at, by, rows);
  }
  const [header = [], ...body] = rows;
  if (body.some((row) => row.length !== header.length)) throw unreadable();
  return { header, rows: body };
}

/** A row with quoted values, which may span lines; answers where the next one begins. */
function quotedRow(text: string, start: number, by: string, rows: string[][]): number {
  const row: string[] = [];
  let at = start;
  for (;;) {
    let value: string;
    if (text.charAt(at) === '"') {
      let close = text.indexOf('"', at + 1);
      while (close >= 0 && text.charAt(close + 1) === '"') close = text.indexOf('"', close + 2);
      if (close < 0) throw unreadable();
      value = text.slice(at + 1, close);
      if (value.includes('"')) value = value.replaceAll('""', '"');
      at = close + 1;
    } else {
      let end = at;
      while (end < text.length && text.charAt(end) !== by && text.charAt(end) !== '\n') end += 1;
      value = text.slice(at, text.charAt(end) !== by && text.charAt(end - 1) === '\r' ? end - 1 : end);
      if (value.includes('"')) throw unreadable();
      at = end;
    }
    row.push(value);
    if (text.charAt(at) === by) {
      at += 1;
      continue;
    }
    if (text.charAt(at) === '\r' && text.charAt(at + 1) === '\n') at += 1;
    if (at < text.length && text.charAt(at) !== '\n') throw unreadable();
    rows.push(row);
    return at + 1;
  }
}

/** As Salesforce writes it: every value quoted. */
export function writeCsv(
  header: readonly string[],
  rows: readonly (readonly unknown[])[],
  { columnDelimiter, lineEnding }: CsvShape = PLAIN,
): string {
  const by = `"${DELIMITERS[columnDelimiter] ?? ','}"`;
  const end = lineEnding === 'CRLF' ? '"\r\n' : '"\n';
  let text = `"${header.map(cell).join(by)}${end}`;
  for (const row of rows) text += `"${row.map(cell).join(by)}${end}`;
  return text;
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
  if (typeof value === 'string') return value.includes('"') ? value.replaceAll('"', '""') : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
