import type { OptOutNote, Staged } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';

/** Whoever was read as opted out in this run, and undid it on that side alone before that reading was planned: when they had left (R-ALL-8). */
export async function noteUndone(tx: Tx, read: readonly Staged[]): Promise<void> {
  const back = read.filter(({ record }) => !record.optedOut).map(({ record: { side, id } }) => ({ side, id }));
  const before = (await tx.images(back)).filter(({ record }) => record.optedOut);
  const notes = before.map(({ record: { side, id, stamp } }): OptOutNote => ({ side, id, at: stamp }));
  await tx.noteOptOuts(notes, 'newest');
}
