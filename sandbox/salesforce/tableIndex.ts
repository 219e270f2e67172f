/** Which ids have a value in a field, whatever its case. */
export interface Index {
  move(id: string, from: unknown, to: unknown): void;
  /** To be read at once: the next move may change it. */
  ids(value: string): readonly string[];
}

const NONE: readonly string[] = [];
/** Of a longer list an id is not taken out by looking for it. */
const LONGEST = 16;

/** Most values have one row: a list only where there are more, a set only where there are many. */
export function createIndex(): Index {
  const found = new Map<string, string | string[] | Set<string>>();
  const remove = (key: string, id: string): void => {
    const held = found.get(key);
    if (held === id) found.delete(key);
    else if (held instanceof Set) held.delete(id);
    else if (typeof held === 'object') {
      const at = held.indexOf(id);
      if (at >= 0) held.splice(at, 1);
    }
  };
  const add = (key: string, id: string): void => {
    const held = found.get(key);
    if (held === undefined) found.set(key, id);
    else if (typeof held === 'string') found.set(key, [held, id]);
    else if (held instanceof Set) held.add(id);
    else if (held.length < LONGEST) held.push(id);
    else found.set(key, new Set(held).add(id));
  };
  return {
    move: (id, from, to) => {
      if (from === to) return;
      if (typeof from === 'string') remove(from.toLowerCase(), id);
      if (typeof to === 'string') add(to.toLowerCase(), id);
    },
    ids: (value) => {
      const held = found.get(value.toLowerCase());
      return held === undefined ? NONE : typeof held === 'string' ? [held] : held instanceof Set ? [...held] : held;
    },
  };
}
