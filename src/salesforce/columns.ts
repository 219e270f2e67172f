import { SyncError } from '../domain/faults.js';
import type { Described, DescribedField } from './describe.js';
import { name } from './soql.js';

/** What a query selects of one object, and under which name each value is wanted. */
export interface Columns {
  readonly object: string;
  /** SELECT list. */
  readonly list: string;
  /** Wanted name → field. */
  readonly wanted: ReadonlyMap<string, DescribedField>;
  /** The connection's external id field, where this object has it. */
  readonly carries: string | null;
  /** The opt-out can be seen by our user. */
  readonly optOut: boolean;
  readonly converts: boolean;
}

/** Read of every person besides the mapped fields, where the org has them: Leads convert, IsPersonAccount exists only with that feature. */
const OWN = [
  'Id',
  'IsDeleted',
  'MasterRecordId',
  'CreatedDate',
  'SystemModstamp',
  'Email',
  'HasOptedOutOfEmail',
  'IsConverted',
  'ConvertedContactId',
  'IsPersonAccount',
];

export interface Choosing {
  readonly fields: readonly string[];
  readonly externalIdField: string | null;
  /** A field the object does not have is left out instead of refused. */
  readonly lenient: boolean;
  /** The connection syncs the object: its external id field must be there. */
  readonly synced: boolean;
}

/** Built from describe alone: a hidden field would fail the whole query. Throws SyncError naming a field that is gone: `drifted`, or `misconfigured` for the external id. */
export function columns(described: Described, { fields, externalIdField, lenient, synced }: Choosing): Columns {
  const has = (field: string) => described.fields.get(field.toLowerCase());
  const wanted = new Map<string, DescribedField>();
  for (const field of fields) {
    const found = has(field);
    if (found) wanted.set(field, found);
    else if (!lenient) throw vanished(described.object, field, 'drifted');
  }
  const carries = externalIdField === null ? null : (has(externalIdField)?.name ?? null);
  // Without it a lost create could not be found again: better none at all.
  if (carries === null && externalIdField !== null && synced)
    throw vanished(described.object, externalIdField, 'misconfigured');
  const own = OWN.flatMap((field) => has(field)?.name ?? []);
  const selected = new Set([
    ...own,
    ...(carries === null ? [] : [carries]),
    ...[...wanted.values()].map((field) => field.name),
  ]);
  return {
    object: described.object,
    list: [...selected].map((field) => field.split('.').map(name).join('.')).join(', '),
    wanted,
    carries,
    optOut: has('HasOptedOutOfEmail') !== undefined,
    converts: has('IsConverted') !== undefined,
  };
}

/** @param kind `misconfigured`: nothing can be synced without it */
export function vanished(object: string, field: string, kind: 'drifted' | 'misconfigured'): SyncError {
  return new SyncError(kind, `${object}.${field} is not there, or hidden from the user`, {
    system: 'salesforce',
    code: 'INVALID_FIELD',
  });
}
