import { normaliseEmail } from '../src/domain/email.js';
import { turnOf } from '../src/domain/optOut.js';
import type { Snapshot } from '../src/domain/record.js';
import type { Staged } from '../src/ports/stored.js';

/** A record that was read, to be planned in its turn. @param seq the store's tick before the read */
export function asNews(record: Snapshot, seq: number): Staged {
  return { record, key: normaliseEmail(record.email), seq, phase: turnOf(record) };
}

/** The same, to be looked at only before a write. */
export function asImage(record: Snapshot, seq: number): Staged {
  return { record, key: normaliseEmail(record.email), seq, phase: 'image' };
}
