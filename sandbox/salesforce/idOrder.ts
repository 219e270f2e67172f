/** Ids in order. They are made in ascending order, so that adding is nearly always appending; ids no longer in use are left for readers to skip. */
export interface IdOrder {
  add(id: string): void;
  /** This id and greater ones; each once. */
  from(id: string): Iterable<string>;
}

export function createIdOrder(): IdOrder {
  let order: string[] = [];
  let early: string[] = [];
  const tidy = (): void => {
    if (early.length === 0) return;
    order = [...new Set([...order, ...early])].toSorted();
    early = [];
  };
  return {
    add: (id) => {
      const last = order.at(-1);
      if (last === undefined || last < id) order.push(id);
      else if (last !== id) early.push(id);
    },
    from: function* (id) {
      tidy();
      const snapshot = order;
      let low = 0;
      let high = snapshot.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((snapshot[middle] as string) < id) low = middle + 1;
        else high = middle;
      }
      for (let at = low; at < snapshot.length; at += 1) yield snapshot[at] as string;
    },
  };
}
