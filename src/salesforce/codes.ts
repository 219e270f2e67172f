import type { Kind } from '../domain/faults.js';

/**
 * What a code means for the one row that carries it.
 *   refused  this record as it is; locked: someone holds it just now; stale: deleted, converted or merged
 *   taken    a unique value is in use; gone: the id points nowhere, if it is the record's own
 *   again    says nothing about the record
 */
export type RowClass = 'refused' | 'locked' | 'stale' | 'taken' | 'gone' | 'again';

export interface Meaning {
  readonly row: RowClass;
  /** For a whole call that was answered with it. */
  readonly call: Kind;
}

const refused: Meaning = { row: 'refused', call: 'refused' };
const fixed = { row: 'refused', call: 'misconfigured' } as const satisfies Meaning;
const soon = { row: 'again', call: 'throttled' } as const satisfies Meaning;
const locked: Meaning = { row: 'locked', call: 'throttled' };
const stale: Meaning = { row: 'stale', call: 'stale' };
const down: Meaning = { row: 'again', call: 'unreachable' };
const signIn: Meaning = { row: 'again', call: 'unauthorized' };

/** Salesforce's error codes. Sources: REST API guide "Status Codes and Error Responses" (R), SOAP API guide "StatusCode" (S). */
const CODES: Readonly<Record<string, Meaning>> = {
  // The session, the user, the org
  INVALID_SESSION_ID: signIn, // R
  INVALID_AUTH_HEADER: signIn, // R
  INVALID_LOGIN: signIn, // S
  LOGIN_MUST_USE_SECURITY_TOKEN: signIn, // S
  INVALID_OPERATION_WITH_EXPIRED_PASSWORD: signIn, // S
  PASSWORD_LOCKOUT: signIn, // S
  INACTIVE_OWNER_OR_USER: refused, // S: the record's owner
  API_DISABLED_FOR_ORG: signIn, // R
  API_CURRENTLY_DISABLED: signIn, // S
  TXN_SECURITY_METERING_ERROR: soon, // S: transaction security policy
  // Limits
  REQUEST_LIMIT_EXCEEDED: { row: 'again', call: 'quota' }, // R; ConcurrentRequests is told apart by meaningOf
  LOGIN_RATE_EXCEEDED: soon, // S
  SERVER_UNAVAILABLE: soon, // R: 503, the request was not taken up
  STORAGE_LIMIT_EXCEEDED: { row: 'again', call: 'misconfigured' }, // S
  LIMIT_EXCEEDED: soon, // S
  QUERY_TIMEOUT: down, // S
  INVALID_QUERY_LOCATOR: down, // S: the cursor is gone; the keyset begins another
  UNKNOWN_EXCEPTION: down, // R: 500
  // Someone else holds the record: ten seconds' wait are over (help 000229525)
  UNABLE_TO_LOCK_ROW: locked,
  // The record went on
  CANNOT_UPDATE_CONVERTED_LEAD: stale, // S
  ENTITY_IS_DELETED: stale, // S
  NOT_FOUND: { row: 'stale', call: 'misconfigured' }, // R
  INVALID_CROSS_REFERENCE_KEY: { row: 'gone', call: 'misconfigured' }, // S
  // A value in use
  DUPLICATE_VALUE: { row: 'taken', call: 'refused' }, // S
  DUPLICATE_EXTERNAL_ID: refused, // S: several records carry it
  DUPLICATES_DETECTED: refused, // S: a duplicate rule; the ids of the matches are often not told
  // This record's values
  REQUIRED_FIELD_MISSING: refused, // S
  FIELD_CUSTOM_VALIDATION_EXCEPTION: refused, // S
  FIELD_FILTER_VALIDATION_EXCEPTION: refused, // S
  FIELD_INTEGRITY_EXCEPTION: refused, // S
  STRING_TOO_LONG: refused, // S
  NUMBER_OUTSIDE_VALID_RANGE: refused, // S
  INVALID_EMAIL_ADDRESS: refused, // S
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: refused, // S
  INVALID_TYPE_ON_FIELD_IN_RECORD: refused, // S
  INVALID_FIELD_FOR_INSERT_UPDATE: refused, // S: field-level security on a write
  MALFORMED_ID: { row: 'refused', call: 'broken' }, // S
  INSUFFICIENT_ACCESS_OR_READONLY: refused, // S
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: refused, // S
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: refused, // S: a trigger or flow failed
  CANNOT_EXECUTE_FLOW_TRIGGER: refused, // S
  ALL_OR_NONE_OPERATION_ROLLED_BACK: { row: 'again', call: 'broken' }, // S: never asked for
  PROCESSING_HALTED: { row: 'again', call: 'broken' }, // R
  // The connection's settings or the user's permissions
  INVALID_FIELD: fixed, // S: not there, or hidden from the user
  INVALID_TYPE: fixed, // S
  MALFORMED_QUERY: fixed, // S: the connection's filter
  INSUFFICIENT_ACCESS: fixed, // R
  UNSUPPORTED_API_VERSION: fixed, // S
  // Our own mistakes
  JSON_PARSER_ERROR: { row: 'refused', call: 'broken' }, // R
  EXCEEDED_ID_LIMIT: { row: 'refused', call: 'broken' }, // S
  URI_TOO_LONG: { row: 'refused', call: 'broken' }, // R: 414
};

/** Null: a code nobody told us of. The row is refused; the call goes by its HTTP status. */
export function meaningOf(code: string, vendorText: string): Meaning | null {
  // Salesforce gives both limits one code; only the text says which: more than 25 calls at a time, or the day's calls used up.
  if (code === 'REQUEST_LIMIT_EXCEEDED' && /concurrent/i.test(vendorText)) return soon;
  return Object.hasOwn(CODES, code) ? (CODES[code] ?? null) : null;
}
