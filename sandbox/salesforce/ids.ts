/** In ASCII order, so that ids made later compare greater. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const SHAPE = /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/;

/** An id of which only the last five characters and their checksum are to be filled in: the same for 900 million ids in a row. */
const heads = new Map<string, Uint8Array>();
const TAIL = 62 ** 5;
/** Ids are written here: one joined from parts would stay a tree of parts that every look-up has to walk. */
const id = Buffer.alloc(18);

/** Key prefix (3), instance (2), reserved (1), counter (9), checksum (3). */
export function makeId(keyPrefix: string, counter: number): string {
  const high = Math.floor(counter / TAIL);
  const head = heads.get(keyPrefix);
  id.set(head !== undefined && high === 0 ? head : headOf(keyPrefix, high));
  let rest = counter % TAIL;
  let bits = 0;
  for (let at = 4; at >= 0; at -= 1) {
    const digit = rest % 62;
    // The digits 10 to 35 are the capitals.
    if (digit >= 10 && digit < 36) bits |= 1 << at;
    id[10 + at] = DIGITS.charCodeAt(digit);
    rest = (rest - digit) / 62;
  }
  id[17] = SUFFIX.charCodeAt(bits);
  return id.toString('latin1');
}

function headOf(keyPrefix: string, high: number): Uint8Array {
  let rest = high;
  let text = '';
  for (let at = 0; at < 4; at += 1) {
    text = DIGITS.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  const head = Buffer.from(withChecksum(`${keyPrefix}dL0${text}00000`), 'latin1');
  if (high === 0) heads.set(keyPrefix, head);
  return head;
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
