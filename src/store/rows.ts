import { isOpen, OP_RANK, type JournalRow } from '../domain/journal.js';
import type { NewRow, RowUpdate, Tx } from '../ports/store.js';
import type { Query } from './database.js';
import { json, mendedAll } from './json.js';

type RowPart = Pick<
  Tx,
  'openRows' | 'openCreates' | 'unsentRows' | 'rowsOfRun' | 'rowsById' | 'standings' | 'addRows' | 'saveRows'
>;

interface StoredRow extends Omit<JournalRow, 'sentAt' | 'optedOut' | 'planHash'> {
  readonly sent_at: number | null;
  readonly opted_out: boolean;
  readonly plan_hash: string;
}

export const ROW_COLUMNS =
  'id, run, link, side, op, object, target, source, changes, rev, state, attempt, lane, sent_at, tries, key, opted_out, mapping, plan_hash';

const IDS = `select nextval('journal_id_seq') as id from generate_series(1, $1)`;

const INSERT = `insert into journal (connection, ${ROW_COLUMNS}, rank) select $1, ${ROW_COLUMNS}, rank
  from json_to_recordset($2::json) as given(id bigint, run integer, link bigint, side text, op text, object text, target text, source text,
    changes json, rev bigint, state text, attempt integer, lane text, sent_at bigint, tries integer, key text, opted_out boolean, mapping text, plan_hash text, rank smallint)`;

/** The connection not as an index could tell it: each row is found by its id. */
const UPDATE = `update journal set state = given.state, attempt = given.attempt, lane = given.lane, sent_at = given.sent_at, tries = given.tries, rev = given.rev
  from json_to_recordset($2::json) as given(id bigint, state text, attempt integer, lane text, sent_at bigint, tries integer, rev bigint)
  where journal.id = given.id and (journal.connection = $1) is true`;

const STANDINGS = `select id, state, attempt, lane, sent_at as "sentAt", tries, rev from journal
  where connection = $1 and id = any($2::bigint[]) order by id`;

export const OPEN = `state in ('sent', 'unknown')`;

export function rows(query: Query, connection: string): RowPart {
  const select = async (where: string, values: readonly unknown[], order = 'id'): Promise<readonly JournalRow[]> =>
    (
      await query<StoredRow>(
        `select ${ROW_COLUMNS} from journal where connection = $1 and ${where} order by ${order}`,
        [connection, ...values],
      )
    ).map(journalRow);
  const ofLinks = (ids: readonly number[], which: string) =>
    ids.length === 0 ? Promise.resolve([]) : select(`link = any($2::bigint[]) and ${which}`, [ids]);

  return {
    openRows: (ids) => ofLinks(ids, OPEN),
    unsentRows: (ids) => ofLinks(ids, `state in ('planned', 'held')`),
    openCreates: async (side, keys) =>
      keys.length === 0
        ? []
        : select(`side = $2 and key is not null and key = any($3::text[]) and op = 'create' and ${OPEN}`, [
            side,
            mendedAll(keys),
          ]),
    rowsById: async (ids) => (ids.length === 0 ? [] : select('id = any($2::bigint[])', [ids])),
    standings: async (ids) => (ids.length === 0 ? [] : query<RowUpdate>(STANDINGS, [connection, ids])),

    rowsOfRun: (run, side, state, limit) =>
      select('run = $2 and side = $3 and state = $4', [run, side, state, limit], 'rank, id limit $5'),

    async addRows(drafts) {
      if (drafts.length === 0) return [];
      const ids = await query<{ id: number }>(IDS, [drafts.length]);
      // As many ids as drafts were asked for.
      const added = drafts.map((draft, at) => plannedRow(draft, ids[at]!.id));
      await query(INSERT, [connection, json(added.map(storedRow))]);
      return added;
    },

    async saveRows(updates) {
      // What closes goes first: PostgreSQL checks the unique indexes row by row, in no order of ours.
      for (const part of [updates.filter((row) => !isOpen(row)), updates.filter(isOpen)]) {
        if (part.length > 0) await query(UPDATE, [connection, json(part.map(updateOf))]);
      }
    },
  };
}

/** Field by field, as below: a page of rows is many, and a spread costs ten times as much. */
function plannedRow(draft: NewRow, id: number): JournalRow {
  return {
    id,
    run: draft.run,
    link: draft.link,
    side: draft.side,
    op: draft.op,
    object: draft.object,
    target: draft.target,
    source: draft.source,
    changes: draft.changes,
    rev: draft.rev,
    state: 'planned',
    attempt: 0,
    lane: '',
    sentAt: null,
    tries: 0,
    key: draft.key,
    optedOut: draft.optedOut,
    mapping: draft.mapping,
    planHash: draft.planHash,
  };
}

export function journalRow(row: StoredRow): JournalRow {
  return {
    id: row.id,
    run: row.run,
    link: row.link,
    side: row.side,
    op: row.op,
    object: row.object,
    target: row.target,
    source: row.source,
    changes: row.changes,
    rev: row.rev,
    state: row.state,
    attempt: row.attempt,
    lane: row.lane,
    sentAt: row.sent_at,
    tries: row.tries,
    key: row.key,
    optedOut: row.opted_out,
    mapping: row.mapping,
    planHash: row.plan_hash,
  };
}

function storedRow(row: JournalRow): StoredRow & { readonly rank: number } {
  return {
    id: row.id,
    run: row.run,
    link: row.link,
    side: row.side,
    op: row.op,
    object: row.object,
    target: row.target,
    source: row.source,
    changes: row.changes,
    rev: row.rev,
    state: row.state,
    attempt: row.attempt,
    lane: row.lane,
    sent_at: row.sentAt,
    tries: row.tries,
    key: row.key,
    opted_out: row.optedOut,
    mapping: row.mapping,
    plan_hash: row.planHash,
    rank: OP_RANK[row.op],
  };
}

function updateOf({ id, state, attempt, lane, sentAt, tries, rev }: RowUpdate) {
  return { id, state, attempt, lane, sent_at: sentAt, tries, rev };
}
