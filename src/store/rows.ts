import { isOpen, OP_RANK, type JournalRow, type RowState } from '../domain/journal.js';
import type { NewRow, RowUpdate } from '../ports/stored.js';
import type { Tx } from '../ports/tx.js';
import { compactChanges } from './compact.js';
import type { Query } from './database.js';
import { json, mendedAll } from './json.js';
import { nextIds } from './nextIds.js';
import { packed, unpacked } from './packed.js';
import { anything } from './presence.js';
import { readRows, rowsOf } from './readRows.js';

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

/** A row as it is planned: nothing of its sending yet. */
const PLANNED =
  'run, side, op, rank, object, mapping, kind, id, link, target, source, changes, rev, key, opted_out, plan_hash, hold, state';

/** What rows have alike is said once; what is not given is null or false, and the state `planned`. */
const INSERT = `insert into journal (connection, attempt, lane, tries, ${PLANNED}) select $1, 0, '', 0, $2, $3, $4, $5, $6, $7, $8,
    id, link, target, source, changes, rev, key, opted_out is true, plan_hash, hold, coalesce(state, 'planned')
  from json_to_recordset($9::json) as given(id bigint, link bigint, target text, source text, changes json, rev bigint, key text,
    opted_out boolean, plan_hash text, hold text, state text)`;

/** The connection not as an index could tell it: each row is found by its id. */
const UPDATE = `update journal set state = $2, attempt = $3, lane = $4, sent_at = $5, job = $6, tries = given.tries, rev = given.rev
  from unnest($7::bigint[], $8::integer[], $9::bigint[]) as given(id, tries, rev)
  where journal.id = given.id and (journal.connection = $1) is true`;

/** Nearly always none: so no row comes back that the caller has already. */
const STANDINGS = packed(
  'given.id, state, attempt, lane, sent_at, job, journal.tries, journal.rev',
  `from unnest($7::bigint[], $8::integer[], $9::bigint[]) as given(id, tries, rev)
    left join journal on journal.id = given.id and (journal.connection = $1) is true
  where (state = $2 and attempt = $3 and lane = $4 and sent_at is not distinct from $5 and job is not distinct from $6
    and journal.tries = given.tries and journal.rev = given.rev) is not true`,
);

const PLANNED_OF = `select count(*) as n from (select from journal
  where connection = $1 and run = $2 and side = $3 and state = 'planned' and rank = $4 limit $5) as planned`;

export const OPEN = `state in ('sent', 'unknown')`;

export function rows(query: Query, connection: string, there = anything()): RowPart {
  const select = (where: string, values: readonly unknown[], order = 'id') =>
    readRows(query, rowsOf(`from journal where connection = $1 and ${where} order by ${order}`), [
      connection,
      ...values,
    ]);
  const ofLinks = (ids: readonly number[], which: string) =>
    ids.length === 0 ? Promise.resolve([]) : select(`link = any($2::bigint[]) and ${which}`, [ids]);

  return {
    openRows: async (ids) => (there.has('open') ? ofLinks(ids, OPEN) : []),
    unsentRows: (ids) => ofLinks(ids, `state in ('planned', 'held')`),
    openCreates: async (side, keys) =>
      keys.length === 0 || !there.has('open')
        ? []
        : select(`side = $2 and key is not null and key = any($3::text[]) and op = 'create' and ${OPEN}`, [
            side,
            mendedAll(keys),
          ]),
    rowsById: async (ids) => (ids.length === 0 ? [] : select('id = any($2::bigint[])', [ids])),
    async standings(had) {
      const found = new Map<number, RowUpdate | null>();
      for (const part of alike(had, standAlike))
        for (const line of await unpacked<Standing>(query, STANDINGS, [connection, ...standingsOf(part)]))
          found.set(line[0], standingOf(line));
      return found;
    },

    rowsOfRun: (run, side, state, limit) =>
      select('run = $2 and side = $3 and state = $4', [run, side, state, limit], 'rank, id limit $5'),

    async plannedOf(run, side, op, most) {
      const [found] = await query<{ n: number }>(PLANNED_OF, [connection, run, side, OP_RANK[op], most]);
      return found!.n; // a count is one row
    },

    async addRows(drafts) {
      if (drafts.length === 0) return [];
      const ids = await nextIds(query, 'journal_id_seq', drafts.length);
      // As many ids as drafts were asked for.
      const added = drafts.map((draft, at) => plannedRow(draft, ids[at]!));
      for (const part of alike(added, isPlannedAlike)) {
        const [{ run, side, op, object, mapping, kind }] = part;
        const each = json(part.map(plannedPart));
        await query(INSERT, [connection, run, side, op, OP_RANK[op], object, mapping, kind, each]);
      }
      return added;
    },

    async saveRows(updates) {
      if (updates.some(isOpen)) there.add('open');
      // What closes goes first: PostgreSQL checks the unique indexes row by row, in no order of ours.
      const closed = updates.filter((row) => !isOpen(row));
      for (const part of [...alike(closed, standAlike), ...alike(updates.filter(isOpen), standAlike)])
        await query(UPDATE, [connection, ...standingsOf(part)]);
    },
  };
}

/** A row that is not there has no state. */
type Standing = readonly [
  id: number,
  state: RowState | null,
  attempt: number,
  lane: string,
  sentAt: number | null,
  job: string | null,
  tries: number,
  rev: number,
];

function standingOf([id, state, attempt, lane, sentAt, job, tries, rev]: Standing): RowUpdate | null {
  return state === null ? null : { id, state, attempt, lane, sentAt, job, tries, rev };
}

/** The parameters of rows that stand alike, from the second on. */
function standingsOf(rows: readonly [RowUpdate, ...RowUpdate[]]): readonly unknown[] {
  const [{ state, attempt, lane, sentAt, job }] = rows;
  const each = [rows.map(({ id }) => id), rows.map(({ tries }) => tries), rows.map(({ rev }) => rev)];
  return [state, attempt, lane, sentAt, job, ...each];
}

/** Field by field: a page of rows is many, and a spread costs ten times as much. */
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
    state: draft.state,
    attempt: 0,
    lane: '',
    sentAt: null,
    job: null,
    tries: 0,
    key: draft.key,
    optedOut: draft.optedOut,
    mapping: draft.mapping,
    planHash: draft.planHash,
    kind: draft.kind,
    hold: draft.hold,
  };
}

function plannedPart(row: JournalRow) {
  return {
    id: row.id,
    link: row.link,
    target: row.target ?? undefined,
    source: row.source ?? undefined,
    changes: compactChanges(row.changes),
    rev: row.rev,
    key: row.key ?? undefined,
    opted_out: row.optedOut || undefined,
    plan_hash: row.planHash,
    hold: row.hold ?? undefined,
    state: row.state === 'planned' ? undefined : row.state,
  };
}

const isPlannedAlike = (a: JournalRow, b: JournalRow) =>
  a.run === b.run &&
  a.side === b.side &&
  a.op === b.op &&
  a.object === b.object &&
  a.mapping === b.mapping &&
  a.kind === b.kind;

const standAlike = (a: RowUpdate, b: RowUpdate) =>
  a.state === b.state && a.attempt === b.attempt && a.sentAt === b.sentAt && a.job === b.job && a.lane === b.lane;

/** Those that are alike together: nearly always the whole batch, so each is compared with few. */
function alike<Row>(
  rows: readonly Row[],
  areAlike: (a: Row, b: Row) => boolean,
): readonly (readonly [Row, ...Row[]])[] {
  const groups: [Row, ...Row[]][] = [];
  let group: [Row, ...Row[]] | undefined;
  for (const row of rows) {
    if (group === undefined || !areAlike(group[0], row)) group = groups.find(([first]) => areAlike(first, row));
    if (group === undefined) groups.push((group = [row]));
    else group.push(row);
  }
  return groups;
}
