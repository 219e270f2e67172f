import { SyncError } from '../../src/domain/faults.js';
import { isRemoval } from '../../src/domain/journal.js';
import type { Side } from '../../src/domain/side.js';
import type { Outcome } from '../../src/ports/people.js';
import type { Desk } from '../planning/desk.js';
import { changeOf, draftOf, targetOf } from './outgoing.js';
import type { Marked } from './recheck.js';
import { writtenBy } from './drifted.js';
import { settleOutcomes } from './settleOutcomes.js';
import { leaveUnknown, takeBack } from './unsent.js';

/**
 * Sends what was marked, once, unless this worker was asleep since (protocol 6.3), and settles every row by its outcome.
 * Throws the side's fault when nothing landed: the rows are planned again first. Returns how many rows were written.
 */
export async function send(desk: Desk, side: Side, marked: Marked): Promise<number> {
  if (marked.rows.length === 0) return 0;
  const pulse = desk.deps.pulse();
  if (!pulse.fresh() || pulse.now() - marked.at >= pulse.half) {
    await takeBack(desk, marked.rows);
    return 0;
  }
  let outcomes: readonly Outcome[];
  try {
    outcomes = await call(desk, side, marked);
  } catch (error) {
    if (error instanceof SyncError && error.kind !== 'unknown') {
      await takeBack(desk, marked.rows);
      throw error;
    }
    await leaveUnknown(desk, marked.rows);
    if (!(error instanceof SyncError)) throw error;
    return 0;
  }
  if (outcomes.length !== marked.rows.length) {
    await leaveUnknown(desk, marked.rows);
    throw new SyncError(
      'broken',
      `${desk.opened.sides[side].system} answered ${outcomes.length} results for ${marked.rows.length} rows`,
      { system: desk.opened.sides[side].system },
    );
  }
  return writtenBy(desk, side, await settleOutcomes(desk, side, marked.rows, outcomes));
}

function call(desk: Desk, side: Side, { op, rows, emails }: Marked): Promise<readonly Outcome[]> {
  const people = desk.opened.sides[side];
  if (op === 'create') return people.create(rows.map(draftOf));
  if (op === 'merge') {
    const merges = rows.map((row) => ({
      ref: row.id,
      object: row.object,
      id: row.target ?? '',
      into: row.source ?? '',
    }));
    return desk.opened.platform.merging?.merge(merges) ?? Promise.resolve([]);
  }
  if (isRemoval(op))
    return people.remove(rows.map((row) => ({ ...targetOf(row, emails.get(row.target ?? '') ?? null), how: op })));
  if (op === 'optOut') return people.optOut(rows.map((row) => targetOf(row, emails.get(row.target ?? '') ?? null)));
  if (op === 'optIn') return people.optIn(rows.map((row) => targetOf(row, emails.get(row.target ?? '') ?? null)));
  return people.update(rows.map((row) => changeOf(row, emails.get(row.target ?? '') ?? null)));
}
