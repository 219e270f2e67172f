import type { Snapshot } from '../../src/domain/record.js';
import type { OptOutNote, RecordRef } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import { refKey } from './book.js';

/** A record that will be looked at no more, and the one that its person is known by from then on. */
export interface Heritage {
  readonly from: Snapshot;
  readonly to: RecordRef;
  /** Its link had it opted out: what was noted then is when. Else it is its own stamp, if it shows so. */
  readonly known: boolean;
}

/** When the person left goes along with them: else a consent that is older would count as newer than every opt-out known (R-ALL-8, R-ALL-11). */
export async function inheritOptOuts(tx: Tx, heritages: readonly Heritage[]): Promise<void> {
  if (heritages.length === 0) return;
  const notes = new Map((await tx.optOutNotes(heritages.map(({ from }) => from))).map((note) => [refKey(note), note]));
  const inherited = heritages.flatMap(({ from, to: { side, id }, known }): readonly OptOutNote[] => {
    const noted = notes.get(refKey(from))?.at ?? null;
    const anew = (known && noted !== null) || !(known || from.optedOut) ? null : from.stamp;
    const at = Math.max(noted ?? 0, anew ?? 0);
    return noted === null && anew === null ? [] : [{ side, id, at }];
  });
  await tx.noteOptOuts(inherited, 'newest');
}
