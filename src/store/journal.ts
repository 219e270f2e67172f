import { Fenced, type Journal, type Lease } from '../ports/store.js';
import type { Tx } from '../ports/tx.js';
import { literal, type Database, type Query } from './database.js';
import { consents } from './consents.js';
import { conversions } from './conversions.js';
import { guarding } from './guarding.js';
import { inbox } from './inbox.js';
import { json } from './json.js';
import { links } from './links.js';
import { lockOf } from './lockOf.js';
import { presentIn, type Kind, type Presence } from './presence.js';
import { readRows, rowsOf } from './readRows.js';
import { OPEN, rows } from './rows.js';
import { runs } from './runs.js';
import { parties } from './parties.js';
import { sightings } from './sightings.js';
import { stage } from './stage.js';
import { countFresh } from './statistics.js';
import { tombstones } from './tombstones.js';

const OPEN_RUN = `insert into run (connection, run, mode, "full", records, version, started_at, waiver) values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (connection, run) do nothing`;

const LEASE = `insert into lease as held (connection, run, lane, attempt) values ($1, $2, $3, 1)
  on conflict (connection, run, lane) do update set attempt = held.attempt + 1 returning attempt`;

/** The lease, its run, the tick, and what there is any of, once the connection's lock is held. */
interface Entry {
  readonly attempt: number;
  readonly run: number | null;
  readonly ended: number | null;
  readonly tick: number;
  readonly there: readonly Kind[];
}

const ORPHANS = rowsOf(`from journal where connection = $1 and id > $2 and ${OPEN} and
  case when run <> $3 then not exists (select from run as other where other.connection = $1 and other.run = journal.run and other.ended_at is null)
  else state = 'unknown' or not exists (select from lease where lease.connection = $1 and lease.run = $3 and lease.lane = journal.lane and lease.attempt = journal.attempt) end
  order by id limit $4`);

const LOOSE_ENDS = `select id from link where connection = $1 and id > $2 and not dead and id in (
    select link from journal where connection = $1 and state in ('sent', 'unknown')
    union select link from journal where connection = $1 and state = 'held'
    union select by_crm.id from inbox join link as by_crm on by_crm.connection = $1 and not by_crm.dead and by_crm.crm = inbox.crm
      where inbox.connection = $1 and (inbox.retry or inbox.category = 'again')
    union select by_platform.id from inbox join link as by_platform on by_platform.connection = $1 and not by_platform.dead and by_platform.platform = inbox.platform
      where inbox.connection = $1 and (inbox.retry or inbox.category = 'again')
    union select left_crm.id from consent join link as left_crm on left_crm.connection = $1 and not left_crm.dead and left_crm.crm = consent.crm
      where consent.connection = $1 and consent.open and (left_crm.crm_opted_out or left_crm.platform_opted_out))
  order by id limit $3`;

export function journal(database: Database): Journal {
  const { query, transaction } = database;

  return {
    async tick() {
      const [row] = await query<{ tick: number }>(`select nextval('tick') as tick`);
      return row!.tick; // one row by construction
    },

    async lease(connection, run, lane) {
      await countFresh(query);
      // The lock waits for a transaction of the earlier attempt that is under way: after this none of its is.
      return transaction(
        async (inside) => {
          const [row] = await inside<{ attempt: number }>(LEASE, [connection, run, lane]);
          return { connection, run, lane, attempt: row!.attempt }; // an insert or an update returns its row
        },
        [lockOf(connection)],
      );
    },

    transaction: (lease, work) =>
      transaction(
        async (inside, opened) => {
          const { tick, there } = entered(lease, opened as readonly Entry[]);
          return work(transactionOf(inside, lease, tick, new Set(there)));
        },
        [lockOf(lease.connection), enter(lease)],
      ),

    async openRun({ connection, run, mode, full, records, version, startedAt, waiver = null }) {
      await query(OPEN_RUN, [connection, run, mode, full, json(records), version, startedAt, waiver]);
    },

    orphans: (connection, run, limit, afterId) => readRows(query, ORPHANS, [connection, afterId, run, limit]),

    looseEnds: async (connection, afterLink, limit) =>
      (await query<{ id: number }>(LOOSE_ENDS, [connection, afterLink, limit])).map(({ id }) => id),

    async openCount(connection, run) {
      const [row] = await query<{ n: number }>(
        `select count(*) as n from journal where connection = $1 and run = $2 and ${OPEN}`,
        [connection, run],
      );
      return row!.n; // a count is one row
    },
  };
}

/** After the lock, in a statement of its own: it must see what the last holder stored. */
function enter({ connection, run, lane }: Lease): string {
  return `select lease.attempt, run.run as run, run.ended_at as ended, nextval('tick') as tick, ${presentIn(connection, run)}
    from lease left join run on run.connection = lease.connection and run.run = lease.run
    where lease.connection = ${literal(connection)} and lease.run = ${literal(String(run))} and lease.lane = ${literal(lane)}`;
}

function entered({ run, lane, attempt }: Lease, [row]: readonly Entry[]): Pick<Entry, 'tick' | 'there'> {
  if (row === undefined || row.attempt !== attempt)
    throw new Fenced(`the lease of ${lane} of run ${run} was taken over`);
  if (row.run === null || row.ended !== null) throw new Fenced(`run ${run} has ended`);
  return row;
}

function transactionOf(query: Query, { connection, run }: Lease, tick: number, there: Presence): Tx {
  return {
    tick,
    ...links(query, connection, tick, there),
    ...rows(query, connection, there),
    ...stage(query, connection, run, there),
    ...inbox(query, connection, run, Date.now, there),
    ...runs(query, connection, run),
    ...guarding(query, connection, run),
    ...conversions(query, connection, run),
    ...tombstones(query, connection, tick, there),
    ...consents(query, connection),
    ...sightings(query, connection, run, there),
    ...parties(query, connection),
  };
}
