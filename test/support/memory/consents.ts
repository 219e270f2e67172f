import type { Office } from '../../../src/ports/office.js';
import type { Tx } from '../../../src/ports/tx.js';
import type { Part } from './part.js';
import type { turns } from './turns.js';

/** Numbers of evidence that a side told of: apart from those of the office. */
const TOLD_FROM = 1_000_000;

export function txConsents(
  part: Part,
): Pick<Tx, 'consents' | 'noteConsents' | 'closeConsents' | 'optOutNotes' | 'noteOptOuts' | 'forgetOptOuts'> {
  return {
    consents: async (crm, platform) =>
      part.consents
        .all()
        .filter((one) => crm.includes(one.crm ?? '') || platform.includes(one.platform ?? ''))
        .toSorted((a, b) => a.at - b.at)
        .map(({ open: _open, ...one }) => one),
    noteConsents: async (told) => {
      for (const { crm, platform, ...one } of told) {
        const known = part.consents.all();
        const same = known.some(
          (other) =>
            other.at === one.at &&
            other.source === one.source &&
            ((crm !== null && other.crm === crm) || (platform !== null && other.platform === platform)),
        );
        const id = 1 + Math.max(TOLD_FROM, ...known.map((other) => other.id));
        if (!same) part.consents.put(id, { crm, platform, ...one, id, open: false });
      }
    },
    closeConsents: async (ids) => {
      for (const id of ids) {
        const one = part.consents.get(id);
        if (one !== undefined) part.consents.put(id, { ...one, open: false });
      }
    },
    optOutNotes: async (refs) => refs.flatMap(({ side, id }) => part.optOuts.get(`${side} ${id}`) ?? []),
    forgetOptOuts: async (refs) => refs.forEach(({ side, id }) => part.optOuts.drop(`${side} ${id}`)),
    noteOptOuts: async (notes, which) => {
      for (const note of notes) {
        const name = `${note.side} ${note.id}`;
        const before = part.optOuts.get(name);
        if (before === undefined || (which === 'newest' && note.at > before.at)) part.optOuts.put(name, note);
      }
    },
  };
}

export function memoryConsents(
  partOf: (id: string) => Part,
  turn: ReturnType<typeof turns>,
): Pick<Office, 'addConsent' | 'dropConsent'> {
  let last = 0;
  return {
    addConsent: (id, consent) =>
      turn(() => {
        last += 1;
        partOf(id).consents.put(last, { ...consent, id: last, open: true });
        return last;
      }),
    dropConsent: (id, number) => turn(() => partOf(id).consents.drop(number)),
  };
}
