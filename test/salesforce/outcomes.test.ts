import { expect, test } from '@jest/globals';
import { outcomes, saveResults, type SaveResult } from '../../src/salesforce/outcomes.js';

const ID = '003dL0000000001QAA';
const done: SaveResult = { id: ID, success: true, created: null, errors: [] };
const failed = (code: string, message = 'their text', fields: readonly string[] = []): SaveResult => ({
  id: null,
  success: false,
  created: null,
  errors: [{ code, message, fields }],
});
const updated = (result: SaveResult) => outcomes([done, result], { op: 'update', carries: null })[1];
const created = (result: SaveResult, carries: string | null = 'Tandem_Id__c') =>
  outcomes([done, result], { op: 'create', carries })[1];

test.each([
  'REQUIRED_FIELD_MISSING',
  'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  'STRING_TOO_LONG',
  'INVALID_EMAIL_ADDRESS',
  'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
  'INVALID_FIELD_FOR_INSERT_UPDATE',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'FIELD_INTEGRITY_EXCEPTION',
  'DUPLICATES_DETECTED',
  'DUPLICATE_VALUE',
  'NEVER_HEARD_OF',
])('%s refuses this record as it is, with the fields named', (code) => {
  expect(updated(failed(code, 'their text', ['Email']))).toEqual({
    kind: 'refused',
    code,
    fields: ['Email'],
    vendorText: 'their text',
  });
});

test.each(['ENTITY_IS_DELETED', 'CANNOT_UPDATE_CONVERTED_LEAD', 'NOT_FOUND', 'INVALID_CROSS_REFERENCE_KEY'])(
  '%s of an update is stale',
  (code) => {
    expect(updated(failed(code))).toEqual({ kind: 'stale', code });
  },
);

test('a reference that points nowhere is the record’s trouble, not its end', () => {
  expect(updated(failed('INVALID_CROSS_REFERENCE_KEY', 'x', ['AccountId']))?.kind).toBe('refused');
});

test.each(['UNABLE_TO_LOCK_ROW', 'UNKNOWN_EXCEPTION', 'REQUEST_LIMIT_EXCEEDED'])(
  '%s of one row among others: try it again',
  (code) => {
    expect(updated(failed(code))).toEqual({ kind: 'locked', code });
  },
);

test('L4 a create that meets its own external id is met, not repeated', () => {
  const taken = failed(
    'DUPLICATE_VALUE',
    `duplicate value found: Tandem_Id__c duplicates value on record with id: ${ID.slice(0, 15)}`,
  );
  expect(created(taken)).toEqual({ kind: 'exists', id: ID });
  expect(created(taken, null)).toMatchObject({ kind: 'refused', fields: ['Tandem_Id__c'] });
  expect(
    created(failed('DUPLICATE_VALUE', 'duplicate value found: Badge__c duplicates value on record with id: 003')),
  ).toMatchObject({ kind: 'refused', fields: ['Badge__c'] });
});

test.each([
  ['REQUEST_LIMIT_EXCEEDED', 'quota'],
  ['INVALID_SESSION_ID', 'unauthorized'],
  ['UNKNOWN_EXCEPTION', 'unreachable'],
])('%s of every row is the call’s fault: nothing was written', (code, kind) => {
  expect(() => outcomes([failed(code), failed(code)], { op: 'update', carries: null })).toThrow(
    expect.objectContaining({ name: 'SyncError', kind }),
  );
});

test.each([
  ['fewer rows than were sent', [{ success: true, id: ID }]],
  ['a row that says nothing', [{ success: true, id: ID }, {}]],
  ['success without an id', [{ success: true, id: ID }, { success: true }]],
  ['an object', {}],
  ['cut off text', '[{'],
])('%s is no answer', (_, body) => expect(saveResults(2)(body)).toBeUndefined());

test('an answer is read row by row', () => {
  const body = [
    { id: ID, success: true, errors: [] },
    { success: false, errors: [{ statusCode: 'STRING_TOO_LONG', message: 'm', fields: ['Email', 7] }] },
  ];
  expect(saveResults(2)(body)).toEqual([done, failed('STRING_TOO_LONG', 'm', ['Email'])]);
});
