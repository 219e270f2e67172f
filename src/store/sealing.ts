import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SyncError } from '../domain/faults.js';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealing {
  /** nonce, tag, ciphertext. `place` says where it lies: sealed for one place, it opens at no other. */
  seal(value: string, place: string): Buffer;
  /** SyncError `unauthorized` where the key is another one, or the secret was not sealed for this place. */
  open(sealed: Buffer, place: string): string;
}

/**
 * Secrets at rest: AES-256-GCM (NIST SP 800-38D), a random nonce each.
 * @param key 32 bytes; without one nothing can be sealed or opened: SyncError `misconfigured`
 */
export function sealing(key: Buffer | undefined): Sealing {
  function needed(): Buffer {
    if (key?.length === KEY_BYTES) return key;
    const found = key === undefined ? 'is missing' : 'has not 32 bytes';
    throw new SyncError('misconfigured', `the key of stored secrets ${found}: set TANDEM_SECRET_KEY`, {
      system: 'postgres',
    });
  }

  return {
    seal(value, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, needed(), nonce).setAAD(Buffer.from(place));
      const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]);
    },
    open(sealed, place) {
      const opener = createDecipheriv(CIPHER, needed(), sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      try {
        opener.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([opener.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), opener.final()]).toString(
          'utf8',
        );
      } catch (cause) {
        throw new SyncError('unauthorized', 'a stored secret cannot be opened with this TANDEM_SECRET_KEY', {
          system: 'postgres',
          cause,
        });
      }
    },
  };
}
