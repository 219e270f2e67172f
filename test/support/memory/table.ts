/** What must be done to take a transaction back, last first; null outside of one. */
export interface Undo {
  log: (() => void)[] | null;
}

/** Rows by id, found by any of the keys `keysOf` names. Rows are never changed in place. */
export interface Table<Id, Row> {
  get(id: Id): Row | undefined;
  put(id: Id, row: Row): void;
  drop(id: Id): void;
  find(key: string): readonly Row[];
  all(): readonly Row[];
  clear(): void;
}

export function table<Id, Row>(keysOf: (row: Row) => readonly string[], undo: Undo): Table<Id, Row> {
  const rows = new Map<Id, Row>();
  const index = new Map<string, Map<Id, Row>>();

  function set(id: Id, row: Row | undefined): void {
    const before = rows.get(id);
    if (before !== undefined) for (const key of keysOf(before)) index.get(key)?.delete(id);
    if (row === undefined) {
      rows.delete(id);
      return;
    }
    rows.set(id, row);
    for (const key of keysOf(row)) {
      const found = index.get(key);
      if (found === undefined) index.set(key, new Map([[id, row]]));
      else found.set(id, row);
    }
  }

  function change(id: Id, row: Row | undefined): void {
    const before = rows.get(id);
    undo.log?.push(() => set(id, before));
    set(id, row);
  }

  return {
    get: (id) => rows.get(id),
    put: change,
    drop: (id) => change(id, undefined),
    find: (key) => [...(index.get(key)?.values() ?? [])],
    all: () => [...rows.values()],
    clear: () => [...rows.keys()].forEach((id) => change(id, undefined)),
  };
}
