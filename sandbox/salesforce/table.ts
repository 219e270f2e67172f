import type { Row } from './shapes.js';
import { createIdOrder } from './idOrder.js';
import { createIndex, type Index } from './tableIndex.js';

/**
 * The rows of one object, found by id, by indexed field and in the order of (SystemModstamp, Id). Made for 1,000,000 rows: a page of a keyset
 * query costs the page, a changed row costs a push.
 */
export interface Table {
  readonly size: number;
  get(id: string): Row | null;
  /** Makes this the row's version; what was the version before. */
  put(row: Row): Row | null;
  /** Forgets the row: roll-back of a creation, or purged from the recycle bin. */
  drop(id: string): void;
  all(): Iterable<Row>;
  /** Rows stamped within the bounds (both inclusive, epoch ms), in order; of those stamped `from` only ids from `fromId` on. */
  inOrder(from: number, to: number, fromId?: string): Iterable<Row>;
  /** Rows whose id is `from` or greater, by id. */
  byId(from: string): Iterable<Row>;
  /** Deleted rows last changed before this (epoch ms). */
  binned(before: number): readonly Row[];
  /** Rows whose field equals the value in any case; null where the field has no index. */
  find(field: string, value: string): readonly Row[] | null;
  index(field: string): void;
}

const NONE: readonly Row[] = [];

export function createTable(indexed: readonly string[]): Table {
  const rows = new Map<string, Row>();
  const indexes = new Map<string, Index>();
  let indexedBy: (readonly [string, Index])[] = [];
  /** Sorted, but with versions no longer current, and some twice after a roll-back: reading skips both. */
  let order: Row[] = [];
  /** Came with a stamp before the last: seeds and late commits. */
  let early: Row[] = [];

  const ids = createIdOrder();
  /** Of deleted rows: when that was. */
  const bin = new Map<string, number>();

  const isCurrent = (row: Row): boolean => rows.get(row.Id) === row;
  const tidy = (): void => {
    if (early.length === 0 && order.length <= 2 * rows.size + 1000) return;
    if (early.length > 64) {
      order = merged(order.filter(isCurrent), early.filter(isCurrent).toSorted(byStamp));
    } else {
      for (const row of early) order.splice(position(order, row.SystemModstamp, row.Id), 0, row);
      if (order.length > 2 * rows.size + 1000) order = order.filter(isCurrent);
    }
    early = [];
  };

  const table: Table = {
    get size() {
      return rows.size;
    },
    get: (id) => rows.get(id) ?? null,
    put: (row) => {
      const before = rows.get(row.Id);
      rows.set(row.Id, row);
      if (before === undefined) ids.add(row.Id);
      if (row.IsDeleted) bin.set(row.Id, row.SystemModstamp);
      else if (bin.size > 0) bin.delete(row.Id);
      for (const [field, index] of indexedBy) index.move(row.Id, before?.[field], row[field]);
      const last = order.at(-1);
      if (last === undefined || byStamp(last, row) <= 0) order.push(row);
      else early.push(row);
      return before ?? null;
    },
    drop: (id) => {
      const before = rows.get(id);
      rows.delete(id);
      bin.delete(id);
      for (const [field, index] of indexedBy) index.move(id, before?.[field], null);
    },
    all: () => rows.values(),
    inOrder: function* (from, to, fromId = '') {
      tidy();
      const snapshot = order;
      let previous: Row | null = null;
      for (let at = position(snapshot, from, fromId); at < snapshot.length; at += 1) {
        const row = snapshot[at] as Row;
        if (row.SystemModstamp > to) return;
        if (row !== previous && isCurrent(row)) yield row;
        previous = row;
      }
    },
    byId: function* (from) {
      for (const id of ids.from(from)) {
        const row = rows.get(id);
        if (row !== undefined) yield row;
      }
    },
    binned: (before) => [...bin].flatMap(([id, at]) => (at < before ? (rows.get(id) ?? []) : [])),
    find: (field, value) => {
      const ids = indexes.get(field)?.ids(value);
      if (ids === undefined) return null;
      return ids.length === 0 ? NONE : ids.map((id) => rows.get(id) as Row);
    },
    index: (field) => {
      if (indexes.has(field)) return;
      const index = createIndex();
      for (const row of rows.values()) index.move(row.Id, null, row[field]);
      indexes.set(field, index);
      indexedBy = [...indexes];
    },
  };
  for (const field of indexed) table.index(field);
  return table;
}

export function byStamp(a: Row, b: Row): number {
  return a.SystemModstamp - b.SystemModstamp || (a.Id < b.Id ? -1 : a.Id > b.Id ? 1 : 0);
}

/** Two lists in order as one. */
function merged(left: readonly Row[], right: readonly Row[]): Row[] {
  const all: Row[] = [];
  let at = 0;
  for (const row of left) {
    for (; at < right.length && byStamp(right[at] as Row, row) < 0; at += 1) all.push(right[at] as Row);
    all.push(row);
  }
  for (; at < right.length; at += 1) all.push(right[at] as Row);
  return all;
}

/** Where a row of this stamp and id stands or would stand. */
function position(order: readonly Row[], stamp: number, id: string): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = order[middle] as Row;
    if (row.SystemModstamp < stamp || (row.SystemModstamp === stamp && row.Id < id)) low = middle + 1;
    else high = middle;
  }
  return low;
}
