import type { Cause } from '../domain/inbox.js';
import type { RunReport } from '../ports/office.js';
import { Fenced } from '../ports/store.js';
import type { RunCounts, RunPatch, RunRow } from '../ports/stored.js';
import type { Tx } from '../ports/tx.js';
import type { Query } from './database.js';
import { json } from './json.js';

type RunPart = Pick<Tx, 'run' | 'saveRun' | 'count' | 'cursor' | 'seenUntil' | 'saveCursor'>;
type Seen = Pick<RunReport, 'skipped' | 'errors'>;

/** Its columns, where they are called otherwise than what is made of them. */
interface StoredRun
  extends
    Omit<RunRow, 'connection' | 'startedAt' | 'endedAt' | 'historyEvents' | 'counts'>,
    Omit<RunCounts, 'read' | 'calls'> {
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly read_crm: number;
  readonly read_platform: number;
  readonly calls_crm: number;
  readonly calls_platform: number;
  readonly history_events: number;
  readonly seen: Seen | null;
}

const SAVE = `update run set mode = $3, "full" = $4, records = $5, version = $6, mapping = $7, reading = $8, round = $9, started_at = $10,
  ended_at = $11, outcome = $12, reason = $13, history_events = $14 where connection = $1 and run = $2`;

const COUNT = `update run set read_crm = read_crm + $3, read_platform = read_platform + $4, calls_crm = calls_crm + $5,
  calls_platform = calls_platform + $6, linked = linked + $7, unchanged = unchanged + $8, merged = merged + $9, converted = converted + $10 where connection = $1 and run = $2`;

const SAVE_CURSOR = `insert into cursor (connection, side, mapping, at, zone) values ($1, $2, $3, $4, $5)
  on conflict (connection, side, mapping) do update set at = excluded.at, zone = excluded.zone`;

const SEEN_UNTIL = `select coalesce((select max(at) from cursor where connection = $1 and side = $2),
  (select min((reading -> $2 ->> 'until')::bigint) from run where connection = $1 and mode = 'sync' and reading is not null)) as at`;

const SEEN = `select cause, category, count(*) as n from inbox where connection = $1 and (run = $2 or category in ('error', 'again')) group by cause, category`;

const WRITTEN = `select op, side, count(*) as n from journal where connection = $1 and run = $2 and state = 'done' group by op, side`;

export function runs(query: Query, connection: string, run: number): RunPart {
  const current = async (): Promise<RunRow> => {
    const [row] = await query<StoredRun>('select * from run where connection = $1 and run = $2 for update', [
      connection,
      run,
    ]);
    if (row === undefined) throw new Fenced(`run ${run} is not there`);
    return runOf(connection, row);
  };

  return {
    run: current,

    async saveRun(patch: RunPatch) {
      const before = await current();
      const after = { ...before, ...patch };
      await query(SAVE, [
        connection,
        run,
        after.mode,
        after.full,
        json(after.records),
        after.version,
        after.mapping && json(after.mapping),
        after.reading && json(after.reading),
        after.round,
        after.startedAt,
        after.endedAt,
        after.outcome,
        after.reason,
        after.historyEvents,
      ]);
      if (before.endedAt !== null || after.endedAt === null) return;
      await query('update run set seen = $3 where connection = $1 and run = $2', [
        connection,
        run,
        json(await seenBy(query, connection, run)),
      ]);
      await query('delete from staged where connection = $1 and run = $2', [connection, run]);
      await query('delete from sighted where connection = $1 and run = $2', [connection, run]);
      await query('delete from again where connection = $1 and run = $2', [connection, run]);
    },

    async count({ read = {}, calls = {}, linked = 0, unchanged = 0, merged = 0, converted = 0 }) {
      const spent = [read.crm ?? 0, read.platform ?? 0, calls.crm ?? 0, calls.platform ?? 0];
      const by = [...spent, linked, unchanged, merged, converted];
      if (by.every((more) => more === 0)) return;
      await query(COUNT, [connection, run, ...by]);
    },

    async cursor(side, mapping) {
      const sql = 'select at, zone from cursor where connection = $1 and side = $2 and mapping = $3';
      const [found] = await query<NonNullable<Awaited<ReturnType<Tx['cursor']>>>>(sql, [connection, side, mapping]);
      return found ?? null;
    },

    async seenUntil(side) {
      const [found] = await query<{ at: number | null }>(SEEN_UNTIL, [connection, side]);
      return found?.at ?? null;
    },

    async saveCursor(side, mapping, at, zone) {
      await query(SAVE_CURSOR, [connection, side, mapping, at, zone && json(zone)]);
    },
  };
}

export async function report(query: Query, connection: string, run: number): Promise<RunReport | null> {
  const [row] = await query<StoredRun>('select * from run where connection = $1 and run = $2', [connection, run]);
  if (row === undefined) return null;
  const written = await query<{ op: string; side: string; n: number }>(WRITTEN, [connection, run]);
  const count = (op: string, side: string) => written.find((one) => one.op === op && one.side === side)?.n ?? 0;
  return {
    ...runOf(connection, row),
    created: { crm: count('create', 'crm'), platform: count('create', 'platform') },
    updated: {
      crm: count('update', 'crm') + count('optOut', 'crm') + count('optIn', 'crm'),
      platform: count('update', 'platform') + count('optOut', 'platform') + count('optIn', 'platform'),
    },
    deleted: {
      crm: count('delete', 'crm') + count('archive', 'crm'),
      platform: count('delete', 'platform') + count('archive', 'platform'),
    },
    ...(row.seen ?? (await seenBy(query, connection, run))),
  };
}

async function seenBy(query: Query, connection: string, run: number): Promise<Seen> {
  const found = await query<{ cause: Cause; category: string; n: number }>(SEEN, [connection, run]);
  const isOpen = (category: string) => category === 'error' || category === 'again';
  const counts = (open: boolean) =>
    Object.fromEntries(found.filter(({ category }) => isOpen(category) === open).map(({ cause, n }) => [cause, n]));
  return { skipped: counts(false), errors: counts(true) };
}

function runOf(connection: string, row: StoredRun): RunRow {
  return {
    connection,
    run: row.run,
    mode: row.mode,
    full: row.full,
    records: row.records,
    waiver: row.waiver,
    version: row.version,
    mapping: row.mapping,
    reading: row.reading,
    round: row.round,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
    reason: row.reason,
    counts: {
      read: { crm: row.read_crm, platform: row.read_platform },
      calls: { crm: row.calls_crm, platform: row.calls_platform },
      linked: row.linked,
      unchanged: row.unchanged,
      merged: row.merged,
      converted: row.converted,
    },
    historyEvents: row.history_events,
  };
}
