import { isDeepStrictEqual } from 'node:util';
import { isOpen, OP_RANK, type JournalRow } from '../../../src/domain/journal.js';
import type { RowUpdate } from '../../../src/ports/stored.js';
import type { Tx } from '../../../src/ports/tx.js';
import { clash } from '../../../src/store/clash.js';
import type { Part, World } from './part.js';

type RowPart = Pick<
  Tx,
  | 'openRows'
  | 'openCreates'
  | 'unsentRows'
  | 'rowsOfRun'
  | 'plannedOf'
  | 'rowsById'
  | 'standings'
  | 'addRows'
  | 'saveRows'
>;

export function txRows(part: Part, world: World): RowPart {
  function checked(row: JournalRow): void {
    if (!isOpen(row)) return;
    const several = (key: string) => part.rows.find(key).length > 1;
    if (several(`open ${row.link}`)) throw clash('row_open');
    if (row.op !== 'create') return;
    if (row.key !== null && several(`create ${row.side} key ${row.key}`)) throw clash('row_create_key');
    if (row.source !== null && several(`create ${row.side} source ${row.source}`)) throw clash('row_create_source');
  }

  const found = (keys: readonly string[]) => inOrder([...new Set(keys)].flatMap((key) => part.rows.find(key)));

  return {
    openRows: async (links) => found(links.map((link) => `open ${link}`)),
    openCreates: async (side, keys) => found(keys.map((key) => `create ${side} key ${key}`)),
    unsentRows: async (links) => found(links.map((link) => `unsent ${link}`)),
    rowsById: async (ids) => inOrder([...new Set(ids)].flatMap((id) => part.rows.get(id) ?? [])),
    standings: async (rows) =>
      new Map(
        rows.flatMap((row): [number, RowUpdate | null][] => {
          const now = part.rows.get(row.id);
          if (now === undefined) return [[row.id, null]];
          return isDeepStrictEqual(standingOf(now), standingOf(row)) ? [] : [[row.id, standingOf(now)]];
        }),
      ),

    rowsOfRun: async (run, side, state, limit) =>
      found([`run ${run} ${side} ${state}`])
        .toSorted((a, b) => OP_RANK[a.op] - OP_RANK[b.op] || a.id - b.id)
        .slice(0, limit),

    plannedOf: async (run, side, op, most) =>
      Math.min(most, part.rows.find(`run ${run} ${side} planned`).filter((row) => row.op === op).length),

    async addRows(drafts) {
      const rows = drafts.map((draft): JournalRow => {
        return { ...draft, id: world.rowId(), attempt: 0, lane: '', sentAt: null, job: null, tries: 0 };
      });
      for (const row of rows) part.rows.put(row.id, row);
      return rows;
    },

    async saveRows(updates) {
      const rows = updates.flatMap((update) => {
        const before = part.rows.get(update.id);
        if (before === undefined) return [];
        const { id, state, attempt, lane, sentAt, job, tries, rev } = update;
        return [{ ...before, id, state, attempt, lane, sentAt, job, tries, rev }];
      });
      for (const row of rows) part.rows.put(row.id, row);
      for (const row of rows) checked(row);
    },
  };
}

function standingOf({ id, state, attempt, lane, sentAt, job, tries, rev }: RowUpdate): RowUpdate {
  return { id, state, attempt, lane, sentAt, job, tries, rev };
}

export const inOrder = <Row extends { readonly id: number }>(rows: readonly Row[]) =>
  [...rows].toSorted((a, b) => a.id - b.id);
