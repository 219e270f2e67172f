import { refuse } from '../apiError.js';
import { readCsv, writeCsv } from '../api/csv.js';
import type { RowResult } from '../api/writing.js';
import { recordOfCsv, unknownColumn } from '../bulk/bulkRow.js';
import type { ObjectView } from '../schema.js';
import type { Sent } from '../sent.js';
import { errorsXml, fieldsOf } from '../soap/records.js';
import { BadXml, many, node, parseXml, text } from '../soap/xml.js';
import { document } from './shown.js';
import type { Format } from './shapes.js';

export interface BulkRecord {
  readonly id: string;
  readonly sent: Sent;
}

/** The rows of a batch. Throws InvalidBatch on what cannot be read: then the whole batch fails. */
export function readBatch(view: ObjectView, format: Format, body: string): readonly BulkRecord[] {
  switch (format) {
    case 'CSV': {
      const csv = readCsv(body, 'COMMA');
      const unknown = unknownColumn(view, csv.header);
      if (unknown !== null) throw refuse('InvalidBatch', `Field name not found : ${unknown}`);
      return csv.rows.map((values) => recordOfCsv(csv.header, values));
    }
    case 'JSON':
      return parsedJson(body).map(recordOf);
    case 'XML':
      return records(body).map((one) => {
        const from = node(one);
        return { id: text(from, 'Id') ?? text(from, 'id') ?? '', sent: fieldsOf(from) };
      });
  }
}

function parsedJson(body: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw refuse('InvalidBatch', 'Failed to parse JSON');
  }
  if (!Array.isArray(value)) throw refuse('InvalidBatch', 'Records must be a list');
  return value;
}

function recordOf(one: unknown): BulkRecord {
  if (typeof one !== 'object' || one === null || Array.isArray(one))
    throw refuse('InvalidBatch', 'A record must be an object');
  const found = Object.entries(one).find(([name]) => name.toLowerCase() === 'id')?.[1] as unknown;
  const id = typeof found === 'string' ? found : '';
  return { id, sent: Object.fromEntries(Object.entries(one).filter(([name]) => name.toLowerCase() !== 'id')) };
}

function records(body: string): readonly unknown[] {
  try {
    return many(node(parseXml(body)['sObjects'])['sObject']);
  } catch (error) {
    if (!(error instanceof BadXml)) throw error;
    throw refuse('InvalidBatch', `Failed to parse XML: ${error.message}`);
  }
}

/** Results in the order of the rows: Bulk API 1.0 keeps it. */
export function resultsText(format: Format, results: readonly RowResult[]): string {
  switch (format) {
    case 'CSV':
      return writeCsv(
        ['Id', 'Success', 'Created', 'Error'],
        results.map((one) =>
          'complaints' in one ? ['', false, false, errorText(one)] : [one.id, true, one.created, ''],
        ),
      );
    case 'JSON':
      return JSON.stringify(
        results.map((one) =>
          'complaints' in one
            ? {
                success: false,
                created: false,
                id: null,
                errors: one.complaints.map(({ code, message, fields }) => ({
                  message,
                  fields: fields ?? [],
                  statusCode: code,
                  extendedErrorDetails: null,
                })),
              }
            : { success: true, created: one.created, id: one.id, errors: [] },
        ),
      );
    case 'XML':
      return document(
        'results',
        results
          .map((one) =>
            'complaints' in one
              ? `<result>${errorsXml(one.complaints)}<success>false</success><created>false</created></result>`
              : `<result><id>${one.id}</id><success>true</success><created>${String(one.created)}</created></result>`,
          )
          .join(''),
      );
  }
}

const errorText = (one: {
  readonly complaints: readonly { code: string; message: string; fields?: readonly string[] }[];
}): string =>
  one.complaints.map(({ code, message, fields }) => `${code}:${message}:${(fields ?? []).join(' ')} --`).join('');
