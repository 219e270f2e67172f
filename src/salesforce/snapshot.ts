import { SyncError } from '../domain/faults.js';
import type { Snapshot } from '../domain/record.js';
import type { Fields, Value } from '../domain/value.js';
import type { Columns } from './columns.js';
import { fullId } from './ids.js';

export type Row = Readonly<Record<string, unknown>>;

/** A row of a query as the engine knows it. Throws SyncError `broken` where it lacks what every row has. */
export function snapshot(row: Row, { object, wanted, carries }: Columns): Snapshot {
  const stamp = moment(row['SystemModstamp']);
  const id = row['Id'];
  if (typeof id !== 'string' || stamp === null) throw broken(object, 'a row without id or stamp');
  const text = (field: string | null): string | null => {
    const value = field === null ? null : stored(row[field], 'string', object);
    return value === null ? null : String(value);
  };
  const reference = (field: string) => {
    const value = text(field);
    return value === null ? null : fullId(value);
  };
  return {
    side: 'crm',
    id: fullId(id),
    object,
    email: text('Email'),
    fields: fieldsOf(row, wanted, object),
    stamp,
    createdAt: moment(row['CreatedDate']),
    optedOut: row['HasOptedOutOfEmail'] === true,
    deleted: row['IsDeleted'] === true,
    convertedTo: row['IsConverted'] === true ? reference('ConvertedContactId') : null,
    mergedInto: reference('MasterRecordId'),
    carries: text(carries),
    unfit: row['IsPersonAccount'] === true ? 'person-account' : null,
  };
}

function fieldsOf(row: Row, wanted: Columns['wanted'], object: string): Fields {
  const fields: Record<string, Value> = {};
  for (const [asked, field] of wanted) fields[asked] = stored(valueAt(row, field.name), field.type, object);
  return fields;
}

/** A record that no read finds any more: purged from the recycle bin, or out of our user's sight. */
export function gone(id: string, object: string): Snapshot {
  const nothing = { email: null, createdAt: null, convertedTo: null, mergedInto: null, carries: null, unfit: null };
  return { side: 'crm', id, object, fields: {}, stamp: 0, optedOut: false, deleted: true, absent: true, ...nothing };
}

/** `Account.Name`: the parent may be null. */
function valueAt(row: Row, path: string): unknown {
  if (!path.includes('.')) return row[path];
  const [first = '', second = ''] = path.split('.');
  const value = row[first];
  return isRow(value) ? value[second] : null;
}

/** The stored form (domain/value.ts). Salesforce keeps line ends of text areas as CR LF, whatever was sent. */
function stored(value: unknown, type: string, object: string): Value {
  switch (typeof value) {
    case 'undefined':
      return null;
    case 'number':
    case 'boolean':
      return value;
    case 'string': {
      const text =
        type === 'datetime' ? isoMoment(value) : (value.includes('\r') ? value.replace(/\r\n?/g, '\n') : value).trim();
      return text === '' ? null : text;
    }
    default:
      if (value === null) return null;
      throw broken(object, 'a value that is none');
  }
}

function isoMoment(written: string): string {
  const at = moment(written);
  return at === null ? written : new Date(at).toISOString();
}

/** `2026-01-02T03:04:05.000+0000`, epoch ms. */
function moment(written: unknown): number | null {
  if (typeof written !== 'string') return null;
  const utc = written.endsWith('+0000');
  const at = Date.parse(utc ? `${written.slice(0, -5)}Z` : written.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(at) ? null : at;
}

function broken(object: string, what: string): SyncError {
  return new SyncError('broken', `a query of ${object} answered ${what}`, { system: 'salesforce', code: 'UNREADABLE' });
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
