/** Key prefixes of standard objects are the same in every org. */
const PREFIXES = { '003': 'Contact', '00Q': 'Lead' } as const;

export type PersonObject = (typeof PREFIXES)[keyof typeof PREFIXES];

/** The person object an id belongs to; null if it is none of a Lead or Contact. */
export function objectOf(id: string): PersonObject | null {
  if (!isId(id)) return null;
  const prefix = id.slice(0, 3);
  return prefix === '003' || prefix === '00Q' ? PREFIXES[prefix] : null;
}

export function isId(written: string): boolean {
  return /^(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{18})$/.test(written);
}

/** The 18-character form: three more characters say which of the 15 are upper case, so that ids may be compared in any case. */
export function fullId(id: string): string {
  if (id.length !== 15) return id;
  const suffix = [0, 5, 10].map((from) => {
    const bits = Array.from(id.slice(from, from + 5)).reduce(
      (sum, char, at) => (char >= 'A' && char <= 'Z' ? sum + (1 << at) : sum),
      0,
    );
    return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'.charAt(bits);
  });
  return id + suffix.join('');
}

/** Ids of other objects are left out. */
export function byObject(ids: readonly string[]): ReadonlyMap<PersonObject, readonly string[]> {
  const groups = new Map<PersonObject, string[]>();
  for (const id of ids) {
    const object = objectOf(id);
    if (object === null) continue;
    const group = groups.get(object);
    if (group === undefined) groups.set(object, [id]);
    else group.push(id);
  }
  return groups;
}
