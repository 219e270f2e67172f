import { SyncError } from '../domain/faults.js';
import type { Fields } from '../domain/value.js';
import type { Outcome } from '../ports/people.js';
import type { Catalogue } from './catalogue.js';
import { vanished, type Columns } from './columns.js';

/** Salesforce says them of a field that is gone or hidden, and of one our user may not write. */
const OF_A_FIELD: readonly string[] = ['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE'];

/** A row as it was sent. */
interface Sent {
  readonly object: string;
  readonly fields: Fields;
}

/**
 * A read by an older description of the object. Where it fails for a field that is not there any more, that is drift and says which (R-ALL-13);
 * a filter that names such a field is the connection's to mend.
 */
export async function readingBy<T>(catalogue: Catalogue, chosen: Columns, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (
      !(error instanceof SyncError) ||
      (error.detail.code !== 'INVALID_FIELD' && error.detail.code !== 'INVALID_TYPE')
    )
      throw error;
    catalogue.forget();
    const now = await catalogue.described(chosen.object);
    if (now === null) throw error;
    const lost = chosen.list.split(', ').find((field) => !now.fields.has(field.toLowerCase()));
    if (lost === undefined) throw error;
    throw vanished(chosen.object, lost, lost === chosen.carries ? 'misconfigured' : 'drifted');
  }
}

/**
 * Tells refusals that are a lost field's from those that are the record's own: the objects are described anew, once for all rows.
 * Rows come in the order of their outcomes.
 */
export async function driftAmong(
  catalogue: Catalogue,
  op: 'create' | 'update',
  rows: readonly Sent[],
  outcomes: readonly Outcome[],
): Promise<readonly Outcome[]> {
  const doubted = rows.filter((_row, at) => outcomes[at] !== undefined && isOfAField(outcomes[at]));
  if (doubted.length === 0) return outcomes;
  const lostBy = await lostFields(catalogue, op, new Set(doubted.map(({ object }) => object)));
  return outcomes.map((outcome, at) => (rows[at] === undefined ? outcome : drifted(outcome, lostBy(rows[at]))));
}

/** Of a whole call that was refused for a field: the same, as the call's fault. */
export async function writingBy<T>(
  catalogue: Catalogue,
  op: 'create' | 'update',
  rows: readonly Sent[],
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof SyncError) || !OF_A_FIELD.includes(error.detail.code ?? '')) throw error;
    const lostBy = await lostFields(catalogue, op, new Set(rows.map(({ object }) => object)));
    for (const row of rows) {
      const [lost] = lostBy(row);
      if (lost !== undefined) throw vanished(row.object, lost, 'drifted');
    }
    throw error;
  }
}

/** Asked anew: which fields of a row the org does not take any more. */
export async function lostFields(
  catalogue: Catalogue,
  op: 'create' | 'update',
  objects: ReadonlySet<string>,
): Promise<(row: Sent) => readonly string[]> {
  catalogue.forget();
  const known = new Map(
    await Promise.all([...objects].map(async (object) => [object, await catalogue.described(object)] as const)),
  );
  const right = op === 'create' ? 'createable' : 'updateable';
  return ({ object, fields }) =>
    Object.keys(fields).filter((field) => known.get(object)?.fields.get(field.toLowerCase())?.[right] !== true);
}

export function isOfAField(outcome: Outcome): boolean {
  return outcome.kind === 'refused' && OF_A_FIELD.includes(outcome.code);
}

export function drifted(outcome: Outcome, lost: readonly string[]): Outcome {
  return outcome.kind === 'refused' && isOfAField(outcome) && lost.length > 0
    ? { kind: 'drifted', code: outcome.code, fields: lost }
    : outcome;
}
