import { SyncError } from '../domain/faults.js';
import type { Outcome } from '../ports/people.js';
import { meaningOf } from './codes.js';
import { fullId, isId } from './ids.js';

/** One row's answer of a collections call. */
export interface SaveResult {
  readonly id: string | null;
  readonly success: boolean;
  /** Upserts say it; null otherwise. */
  readonly created: boolean | null;
  readonly errors: readonly { readonly code: string; readonly message: string; readonly fields: readonly string[] }[];
}

/** Reads the answer to `count` records; undefined when it is not one. */
export function saveResults(count: number): (body: unknown) => readonly SaveResult[] | undefined {
  return (body) => {
    if (!Array.isArray(body) || body.length !== count) return undefined;
    const results = body.map(saveResult);
    return results.includes(null) ? undefined : results.filter((result) => result !== null);
  };
}

export interface Asked {
  readonly op: 'create' | 'update';
  /** The external id field of a create. */
  readonly carries: string | null;
}

/**
 * What became of each row. Where every row failed for a reason that has nothing to do with it (session, quota, outage), nothing was written:
 * that is thrown as the call's fault.
 */
export function outcomes(results: readonly SaveResult[], asked: Asked): readonly Outcome[] {
  const first = results[0]?.errors[0];
  if (first && results.every(isCallsFault)) {
    const kind = meaningOf(first.code, first.message)?.call ?? 'broken';
    throw new SyncError(kind, `none of ${results.length} records was taken (${first.code})`, {
      system: 'salesforce',
      code: first.code,
      vendorText: first.message,
    });
  }
  return results.map((result) => outcome(result, asked));
}

function isCallsFault({ success, errors }: SaveResult): boolean {
  const [error] = errors;
  return !success && error !== undefined && meaningOf(error.code, error.message)?.row === 'again';
}

/** Of one row alone. */
export function outcome({ id, success, created, errors }: SaveResult, { op, carries }: Asked): Outcome {
  if (success && id !== null) return { kind: 'done', id: fullId(id), created: created ?? op === 'create', stamp: null };
  const [error] = errors;
  if (error === undefined) return { kind: 'refused', code: 'NO_REASON', fields: [], vendorText: '' };
  const { code, message, fields } = error;
  const refused: Outcome = { kind: 'refused', code, fields, vendorText: message };
  switch (meaningOf(code, message)?.row ?? 'refused') {
    case 'refused':
      return refused;
    case 'locked':
    case 'again':
      return { kind: 'locked', code };
    case 'stale':
      return { kind: 'stale', code };
    case 'gone':
      // Of an update without a field named it is the record's own id; else a value that points nowhere.
      return op === 'update' && fields.length === 0 ? { kind: 'stale', code } : refused;
    case 'taken':
      return op === 'create' && carries !== null && isAbout(carries, message)
        ? { kind: 'exists', id: idIn(message) }
        : { ...refused, fields: fields.length > 0 ? fields : fieldIn(message) };
  }
}

/** "duplicate value found: Tandem_Id__c duplicates value on record with id: 003…" */
function isAbout(field: string, message: string): boolean {
  return fieldIn(message).some((found) => found.toLowerCase() === field.toLowerCase());
}

function fieldIn(message: string): readonly string[] {
  const field = /duplicate value found: ([A-Za-z]\w*)/.exec(message)?.[1];
  return field === undefined ? [] : [field];
}

function idIn(message: string): string | null {
  const id = /record with id: ([A-Za-z0-9]+)/.exec(message)?.[1];
  return id !== undefined && isId(id) ? fullId(id) : null;
}

function saveResult(raw: unknown): SaveResult | null {
  if (!isObject(raw) || typeof raw['success'] !== 'boolean') return null;
  const { id, success, created, errors } = raw;
  if (success && typeof id !== 'string') return null;
  return {
    id: typeof id === 'string' ? id : null,
    success,
    created: typeof created === 'boolean' ? created : null,
    errors: (Array.isArray(errors) ? errors : []).filter(isObject).map((error) => ({
      code: [error['statusCode'], error['errorCode']].find((code) => typeof code === 'string') ?? 'NO_REASON',
      message: typeof error['message'] === 'string' ? error['message'] : '',
      fields: (Array.isArray(error['fields']) ? error['fields'] : []).filter((field) => typeof field === 'string'),
    })),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
