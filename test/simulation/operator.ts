import { rejection } from './holds.js';
import { endOf } from './succession.js';
import { begin, type History, type Run } from './run.js';
import { CONNECTION } from './setup.js';

const ROWS = 1_000;

/** What an operator does about held rows, now and then: approves a hash, rejects it, or waits. */
export async function operator(history: History): Promise<void> {
  const { world, rig, runs } = history;
  const hold = world.late.pick(await rig.store.holds(CONNECTION));
  if (hold === undefined) return;
  const lot = world.late.next();
  if (lot < 0.4) return reject(history, hold.hash);
  if (lot < 0.8 && !runs.some((run) => !run.ended && run.waiver !== null)) approve(history, hold.hash);
}

export function approve(history: History, hash: string): Run {
  history.world.holds.approved.add(hash);
  return begin(history, 'records', hash);
}

export async function reject({ world, rig }: History, hash: string): Promise<void> {
  // Held as it is rejected: an instant in which nothing else happens.
  for (const row of await rig.store.rowsOfHold(CONNECTION, hash, 0, ROWS)) {
    if (row.state !== 'held') continue;
    if (row.op === 'create') {
      world.holds.rejected.add(`${row.side === 'crm' ? 'platform' : 'crm'} ${row.source}`);
      // With other values, of before or after, the person is asked about anew.
      world.holds.held.delete(`${row.side} create ${row.source}`);
    }
    for (const { rule, old, from } of row.changes) {
      const field = rule.split('=')[0] ?? '';
      const [crm, ours, theirs] = row.side === 'crm' ? [row.target, old, from] : [row.source, from, old];
      // The link may not have followed its record yet.
      const record = world.records.crm.get(String(crm));
      for (const id of [String(crm), record ? endOf(world, record).id : String(crm)])
        world.holds.rejected.add(rejection(id, field, ours, theirs));
    }
  }
  await rig.store.reject(CONNECTION, hash);
}
