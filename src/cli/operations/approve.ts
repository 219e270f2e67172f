import type { JournalRow } from '../../domain/journal.js';
import { systemOf } from '../../domain/side.js';
import { awaitRun, type RunEnd, type Watch } from './awaitRun.js';
import type { Desk } from './desk.js';
import { knownConnection } from './knownConnection.js';
import { onceHeard } from './onceHeard.js';

/** A held change that approval did not write. */
export interface LeftOut {
  readonly record: { readonly salesforce: string | null; readonly platform: string | null };
  readonly system: 'salesforce' | 'platform';
  readonly fields: readonly string[];
  /** `changed`: not as it was held any more, so planned anew. `refused`: by the system, see the inbox. `open`: not certain yet. `held`: not tried. */
  readonly why: 'changed' | 'refused' | 'open' | 'held';
}

export interface Approved {
  readonly run: number;
  /** Rows written. */
  readonly written: number;
  readonly leftOut: readonly LeftOut[];
  readonly end: RunEnd;
}

const ROWS_A_PAGE = 1_000;

/**
 * Has what is held under a hash looked at again and written where it still is as it was, and waits for it. SyncError `refused` for a hash under which
 * nothing is held, and while the connection is paused; else throws as awaitRun does.
 */
export async function approveHeld(
  desk: Desk,
  id: string,
  hash: string,
  watch: Watch = () => undefined,
): Promise<Approved> {
  await knownConnection(desk.store, id);
  const run = await onceHeard(desk, id, hash, () => desk.engine.approve(id, hash));
  const end = await awaitRun(desk, { id, run, evenPaused: false }, watch);
  return { run, ...(await outcomeOf(desk, id, hash, run)), end };
}

/** What became of each field that stood under the hash. */
async function outcomeOf(
  { store }: Pick<Desk, 'store'>,
  id: string,
  hash: string,
  run: number,
): Promise<Pick<Approved, 'written' | 'leftOut'>> {
  const newest = new Map<string, JournalRow>();
  let written = 0;
  for (let after = 0; ;) {
    const rows = await store.rowsOfHold(id, hash, after, ROWS_A_PAGE);
    for (const row of rows) {
      if (row.run === run && row.state === 'done') written += 1;
      for (const name of namesOf(row)) newest.set(name, row);
    }
    after = rows.at(-1)?.id ?? after;
    if (rows.length < ROWS_A_PAGE) break;
  }
  const leftOut = new Map<number, { row: JournalRow; why: LeftOut['why']; fields: string[] }>();
  for (const [name, row] of newest) {
    const why = WHY[row.state];
    if (why === null) continue;
    const one = leftOut.get(row.id) ?? { row, why, fields: [] };
    one.fields.push(name.split(' ').slice(2).join(' '));
    leftOut.set(row.id, one);
  }
  return { written, leftOut: [...leftOut.values()].map(({ row, why, fields }) => leftOutOf(row, why, fields)) };
}

function namesOf({ link, side, changes }: JournalRow): readonly string[] {
  return changes.map(({ field }) => `${link} ${side} ${field}`);
}

/** null: it was written. */
const WHY: Readonly<Record<JournalRow['state'], LeftOut['why'] | null>> = {
  done: null,
  void: 'changed',
  refused: 'refused',
  sent: 'open',
  unknown: 'open',
  held: 'held',
  planned: 'held',
};

function leftOutOf({ side, target, source }: JournalRow, why: LeftOut['why'], fields: readonly string[]): LeftOut {
  return {
    record: side === 'crm' ? { salesforce: target, platform: source } : { salesforce: source, platform: target },
    system: systemOf(side),
    fields,
    why,
  };
}
