import type { Kind } from '../domain/guard.js';
import type { JournalRow, Op, RowState } from '../domain/journal.js';
import type { Side } from '../domain/side.js';
import { wholeChanges, type StoredChange } from './compact.js';
import type { Query } from './database.js';
import { packed, unpacked } from './packed.js';

const ROW_COLUMNS = `id, run, link, side, op, object, target, source, changes, rev, state, attempt, lane, sent_at, tries, key, opted_out, mapping, plan_hash, kind, hold, job`;

/** A select of journal rows. @param rest from `from journal` on */
export const rowsOf = (rest: string): string => packed(ROW_COLUMNS, rest);

type Line = readonly [
  id: number,
  run: number,
  link: number,
  side: Side,
  op: Op,
  object: string,
  target: string | null,
  source: string | null,
  changes: readonly StoredChange[],
  rev: number,
  state: RowState,
  attempt: number,
  lane: string,
  sentAt: number | null,
  tries: number,
  key: string | null,
  optedOut: boolean,
  mapping: string,
  planHash: string,
  kind: Kind,
  hold: string | null,
  job: string | null,
];

/** What a select of `rowsOf` finds. */
export async function readRows(query: Query, sql: string, values: readonly unknown[]): Promise<readonly JournalRow[]> {
  return (await unpacked<Line>(query, sql, values)).map(rowOf);
}

function rowOf(line: Line): JournalRow {
  return {
    id: line[0],
    run: line[1],
    link: line[2],
    side: line[3],
    op: line[4],
    object: line[5],
    target: line[6],
    source: line[7],
    changes: wholeChanges(line[8]),
    rev: line[9],
    state: line[10],
    attempt: line[11],
    lane: line[12],
    sentAt: line[13],
    job: line[21],
    tries: line[14],
    key: line[15],
    optedOut: line[16],
    mapping: line[17],
    planHash: line[18],
    kind: line[19],
    hold: line[20],
  };
}
