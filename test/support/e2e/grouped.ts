/** By a text, whatever its case. */
export function grouped<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one).toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}
