import type { JournalRow } from '../../src/domain/journal.js';
import type { Link } from '../../src/domain/link.js';
import { successorOf } from '../../src/domain/record.js';
import { SIDES } from '../../src/domain/side.js';
import type { RecordRef, Staged } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import { noteHeld, turnRound } from './holds.js';
import { noteMissed } from './takenBack.js';
import type { World } from './world.js';

/** Keeps what the oracle needs: rows as planned, who was last linked with whom. */
export function noting(world: World, rows: Map<number, JournalRow>, tx: Tx): Tx {
  const note = (links: readonly Pick<Link, 'ids' | 'dead'>[]) => {
    for (const { ids, dead } of links) {
      if (dead || ids.crm === null || ids.platform === null) continue;
      // Somebody else stood in for it while it was in the bin: should both be one person again, nothing says which of their values is the newer.
      const before = `platform ${world.partners.get(`crm ${ids.crm}`)}`;
      if (before !== `platform ${ids.platform}` && world.returned.has(before)) world.accepted.add(before);
      world.partners.set(`crm ${ids.crm}`, ids.platform);
      world.partners.set(`platform ${ids.platform}`, ids.crm);
    }
  };
  const { addRows, saveRows, addLinks, saveLinks, hold, rowsOfRun, stage, restage, markPlanned } = tx;
  const shown = (keep: Tx['stage']) => (items: readonly Staged[]) => {
    noteShown(world, items);
    return keep(items);
  };
  return Object.assign(tx, {
    stage: shown(stage),
    restage: shown(restage),
    markPlanned: (refs: readonly RecordRef[]) => {
      for (const { id } of refs) if (world.shownGone.has(id)) world.followed.add(id);
      return markPlanned(refs);
    },
    addRows: async (added: Parameters<Tx['addRows']>[0]) => {
      const made = await addRows(added);
      for (const row of made) {
        rows.set(row.id, row);
        world.hears?.(describeRow(row));
      }
      turnRound(world, made);
      noteHeld(world, made);
      return made;
    },
    saveRows: async (updates: Parameters<Tx['saveRows']>[0]) => {
      await saveRows(updates);
      for (const { id, state } of updates) {
        const row = rows.get(id);
        if (row && (state === 'void' || state === 'held')) noteMissed(world, row);
        if (row) world.hears?.(describeRow({ ...row, state }));
      }
    },
    hold: async (trips: Parameters<Tx['hold']>[0], hash: string) => {
      const held = await hold(trips, hash);
      const { run } = await tx.run();
      for (const side of SIDES) {
        const rowsHeld = await rowsOfRun(run, side, 'held', 1_000);
        for (const row of rowsHeld) world.hears?.(describeRow(row));
        noteHeld(world, rowsHeld);
      }
      return held;
    },
    addLinks: (links: Parameters<Tx['addLinks']>[0]) => {
      note(links);
      return addLinks(links);
    },
    saveLinks: (links: Parameters<Tx['saveLinks']>[0]) => {
      note(links);
      return saveLinks(links);
    },
  });
}

/** What an answer showed counts once it is kept: an attempt may die before that. What was undone by then it cannot show. */
function noteShown({ left, shownLeft, undone, shownGone, shownDeleted }: World, items: readonly Staged[]): void {
  for (const { record, phase } of items) {
    if (phase !== 'image' && successorOf(record) !== null) shownGone.add(record.id);
    const name = `${record.side} ${record.id}`;
    if (!record.deleted) shownDeleted.delete(name);
    else if (!record.absent) shownDeleted.add(name);
    const last = record.optedOut ? left.get(name)?.findLast(({ at }) => at <= record.stamp) : undefined;
    const event = `${name} ${last?.event}`;
    if (last && !undone.has(event)) shownLeft.add(event);
  }
}

function describeRow({ id, run, link, side, op, target, source, state, hold, changes }: JournalRow): string {
  const values = changes.map(({ field, old, next, from }) => `${field} ${old} -> ${next} of ${from}`);
  return `  run ${run}, link ${link}, row ${id} is ${state}${hold === null ? '' : ` under ${hold}`}: ${op} ${side} ${target} of ${source}${values.length > 0 ? ` (${values.join(', ')})` : ''}`;
}
