import type { Consent, Stance } from '../../src/domain/consent.js';
import { refsOf, type Link } from '../../src/domain/link.js';
import type { Protocol } from '../../src/domain/protocol.js';
import { SIDES } from '../../src/domain/side.js';
import type { OptOutNote, StoredConsent } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import { refKey } from './book.js';

/** Consents of a slice's people. */
export interface Consents {
  /** Those that were looked up. */
  readonly found: readonly StoredConsent[];
  readonly of: Consented;
}

/** When a link's person newly consented, where that is newer than every opt-out known of (R-ALL-8); null: nobody may be opted in. */
export type Consented = (link: Link) => number | null;

/** Looks up who of these people consented, and when they had left. Most have not, and nothing more is asked. */
export async function consented(tx: Tx, protocol: Protocol, links: readonly Link[]): Promise<Consents> {
  const left = links.filter(({ optedOut }) => SIDES.some((side) => optedOut[side]));
  const idsOn = (side: 'crm' | 'platform') => left.flatMap(({ ids }) => ids[side] ?? []);
  const found = await tx.consents(idsOn('crm'), idsOn('platform'));
  if (found.length === 0) return { found, of: () => null };
  const notes = new Map((await tx.optOutNotes(left.flatMap(refsOf))).map((note) => [refKey(note), note]));
  const of = (link: Link) => {
    const newest = newestOf(found, link);
    const stances = refsOf(link).map((ref): Stance => stanceOf(link, ref.side, notes.get(refKey(ref))));
    return newest !== null && protocol.isNewerConsent(newest, stances) ? newest : null;
  };
  return { found, of };
}

function newestOf(found: readonly Consent[], { ids }: Link): number | null {
  const own = found.filter((one) => SIDES.some((side) => one[side] !== null && one[side] === ids[side]));
  return own.length === 0 ? null : Math.max(...own.map(({ at }) => at));
}

function stanceOf({ optedOut }: Link, side: 'crm' | 'platform', note: OptOutNote | undefined): Stance {
  return { optedOut: optedOut[side], left: note?.at ?? null };
}
