/** Which ids have a value in a field, whatever its case. */
export interface Index {
  move(id: string, from: unknown, to: unknown): void;
  ids(value: string): readonly string[];
}

/** Most values have one row: a set only where there are more. */
export function createIndex(): Index {
  const found = new Map<string, string | Set<string>>();
  const remove = (key: string, id: string): void => {
    const held = found.get(key);
    if (held === id) found.delete(key);
    else if (held instanceof Set) held.delete(id);
  };
  const add = (key: string, id: string): void => {
    const held = found.get(key);
    if (held === undefined) found.set(key, id);
    else if (held instanceof Set) held.add(id);
    else found.set(key, new Set([held, id]));
  };
  return {
    move: (id, from, to) => {
      if (from === to) return;
      if (typeof from === 'string') remove(from.toLowerCase(), id);
      if (typeof to === 'string') add(to.toLowerCase(), id);
    },
    ids: (value) => {
      const held = found.get(value.toLowerCase());
      return held === undefined ? [] : typeof held === 'string' ? [held] : [...held];
    },
  };
}
