import type { Store } from '../../src/ports/store.js';
import { memoryJournal } from './memory/journal.js';
import { memoryOffice } from './memory/office.js';
import { memorySharing } from './memory/sharing.js';
import { table, type Undo } from './memory/table.js';
import { emptyPart, type Part, type World } from './memory/part.js';
import { turns } from './memory/turns.js';

/**
 * A store that forgets, under the same laws as PostgreSQL's (test/contract/store.ts): transactions run one at a time and are taken back
 * when they throw. Rows are handed out as they lie there: readonly is to be believed.
 * @param now wall clock, epoch ms
 */
export function memoryStore(now: () => number = Date.now): Store {
  const count = (): (() => number) => {
    let last = 0;
    return () => (last += 1);
  };
  const undo: Undo = { log: null };
  const world: World = {
    claims: table(() => [], undo),
    parties: new Map(),
    now,
    tick: count(),
    linkId: count(),
    rowId: count(),
    entryId: count(),
    place: count(),
    undo,
  };
  const parts = new Map<string, Part>();
  const turn = turns();

  function partOf(connection: string): Part {
    const there = parts.get(connection);
    if (there !== undefined) return there;
    const made = emptyPart(world.undo);
    parts.set(connection, made);
    return made;
  }

  const nothing = () => Promise.resolve();
  return {
    ...memoryJournal(partOf, world, turn),
    ...memorySharing(partOf, world, turn),
    ...memoryOffice(parts, partOf, world, turn),
    migrate: nothing,
    check: nothing,
    close: nothing,
  };
}
