/** In ASCII order, so that ids made later compare greater. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const SHAPE = /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/;

/** Key prefix (3), instance (2), reserved (1), counter (9), checksum (3). */
export function makeId(keyPrefix: string, counter: number): string {
  let rest = counter;
  let text = '';
  for (let at = 0; at < 9; at += 1) {
    text = DIGITS.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return withChecksum(`${keyPrefix}dL0${text}`);
}

/** The 18 characters of an id given with 15 or 18; null when it is not one. */
export function normaliseId(text: string): string | null {
  if (!SHAPE.test(text)) return null;
  const full = withChecksum(text.slice(0, 15));
  if (text.length === 15) return full;
  return full.slice(15) === text.slice(15).toUpperCase() ? full : null;
}

/** Each suffix character holds, for five of the fifteen, which are upper case: lowest bit first. */
function withChecksum(id15: string): string {
  let suffix = '';
  for (let block = 0; block < 15; block += 5) {
    let bits = 0;
    for (let at = 0; at < 5; at += 1) {
      const code = id15.charCodeAt(block + at);
      if (code >= 65 && code <= 90) bits |= 1 << at;
    }
    suffix += SUFFIX.charAt(bits);
  }
  return id15 + suffix;
}
