import type { Link } from '../../src/domain/link.js';
import type { Snapshot } from '../../src/domain/record.js';
import type { OptOutNote } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';

/** Who left since the plan: when, should they undo it before anybody looks again, on this side alone (R-ALL-8). */
export async function noteLeavers(tx: Tx, records: readonly Snapshot[], links: readonly Link[]): Promise<void> {
  const notes = records.flatMap(({ side, id, stamp, optedOut }): readonly OptOutNote[] => {
    const link = optedOut ? links.find(({ ids }) => ids[side] === id) : undefined;
    return link === undefined || link.optedOut[side] ? [] : [{ side, id, at: stamp }];
  });
  await tx.noteOptOuts(notes, 'newest');
}
