import type { Consent } from '../../src/domain/consent.js';
import { SIDES } from '../../src/domain/side.js';
import type { Tx } from '../../src/ports/tx.js';
import type { Subject } from './subject.js';

/** Keeps what a side tells by itself of the consent of whoever is opted out on either (R-ALL-8), as if an operator had told it. */
export async function noteConsents(tx: Tx, subjects: readonly Subject[]): Promise<void> {
  const told = subjects.flatMap(({ link, images }) => {
    if (!link.optedOut.crm && !link.optedOut.platform) return [];
    return SIDES.flatMap((side): readonly Consent[] => {
      const record = images[side]?.record;
      if (!record?.consent || record.id !== link.ids[side]) return [];
      return [{ ...link.ids, ...record.consent, text: null }];
    });
  });
  await tx.noteConsents(told);
}
