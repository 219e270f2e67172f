/**
 * The match key of an email address (R-ALL-1): never written anywhere, only compared. Null when there is none (R-ALL-2).
 * Composed to NFC on both ends, because lower case of a composed letter may be decomposed (`İ`). No further folding: `straße@` and `strasse@` are two mailboxes.
 */
export function normaliseEmail(email: string | null): string | null {
  const text = (email ?? '').trim();
  const key = ASCII.test(text) ? text.toLowerCase() : text.normalize('NFC').toLowerCase().normalize('NFC');
  return key === '' ? null : key;
}

/** Nearly all are, and these are composed already. */
const ASCII = /^[\x20-\x7e]*$/;
