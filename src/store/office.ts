import type { Category, Cause } from '../domain/inbox.js';
import { SIDES } from '../domain/side.js';
import { tryingAgain } from '../domain/spared.js';
import type { Office } from '../ports/office.js';
import { accounts } from './accounts.js';
import { connections } from './connections.js';
import type { Database } from './database.js';
import { explain } from './explain.js';
import { holds } from './holds.js';
import { consentOffice } from './consents.js';
import { alerts } from './alerts.js';
import { conversionOffice } from './conversions.js';
import { lockOf } from './lockOf.js';
import { entriesIn, inbox } from './inbox.js';
import { mended } from './json.js';
import { links } from './links.js';
import { readRows, rowsOf } from './readRows.js';
import { rows } from './rows.js';
import { report } from './runs.js';
import type { Sealing } from './sealing.js';
import { tombstones } from './tombstones.js';
import { untombstone } from './untombstone.js';

/** What an operator is shown as the inbox. */
const LISTED: readonly Category[] = ['error', 'waiting'];

const RETRY = `update inbox set retry = true where connection = $1
  and case when $2::bigint[] is null then category = any($3::text[]) else entry = any($2::bigint[]) end returning cause, crm, platform`;

const ASK_ANEW = `update conversion set state = 'asked', run = 0, attempt = 0, sent_at = null, code = null
  where connection = $1 and state = 'refused' and lead = any($2::text[])`;

const TALLIES = `select
  (select count(*) from inbox where connection = $1 and category = any($2::text[])) as inbox,
  (select count(*) from journal where connection = $1 and state = 'held') as held`;

const CLEAR = 'update tombstone set cleared = true where connection = $1 and side = $2 and record = $3';

const LINKED = `select count(*) as n from (select from link
  where connection = $1 and not dead and crm is not null and platform is not null limit $2) as linked`;

const ROWS = rowsOf(
  'from journal where connection = $1 and run = $2 and state = any($3::text[]) and id > $4 order by id limit $5',
);

export function office(database: Database, sealing: Sealing): Office {
  const { query, transaction } = database;

  return {
    ...connections(database),
    ...accounts(database, sealing),
    ...holds(database),
    ...conversionOffice(database),
    ...alerts(database),
    ...consentOffice(database),

    async lastRun(id) {
      const [row] = await query<{ run: number | null }>('select max(run) as run from run where connection = $1', [id]);
      return row?.run ?? 0;
    },
    report: (id, run) => report(query, id, run),
    rows: (id, run, states, afterId, limit) => readRows(query, ROWS, [id, run, states, afterId, limit]),
    inbox: (id, categories) => entriesIn(query, id, categories),

    retry: (id, entries) =>
      transaction(
        async (inside) => {
          const asked = await inside<{ cause: Cause; crm: string | null; platform: string | null }>(RETRY, [
            id,
            entries === 'all' ? null : entries,
            LISTED,
          ]);
          await inside(ASK_ANEW, [
            id,
            asked.flatMap(({ cause, crm }) => (cause === 'not-converted' ? (crm ?? []) : [])),
          ]);
          // Nothing is added, so no tick is drawn for it.
          const { linksByRecord, saveLinks } = links(inside, id, 0);
          for (const side of SIDES) {
            const found = await linksByRecord(
              side,
              asked.flatMap(({ [side]: record }) => record ?? []),
            );
            await saveLinks(found.filter(({ refused }) => refused !== null).map(tryingAgain));
          }
          return asked.length;
        },
        [lockOf(id)],
      ),

    untombstone: (id, person) =>
      transaction(
        async (inside) => {
          const [drawn] = await inside<{ tick: number }>(`select nextval('tick') as tick`);
          const { tick } = drawn!; // one row by construction
          const tx = {
            tick,
            ...links(inside, id, tick),
            ...rows(inside, id),
            ...inbox(inside, id, 0, Date.now),
            ...tombstones(inside, id, tick),
          };
          return untombstone(tx, mended(person), async (stones) => {
            for (const { side, record } of stones) await inside(CLEAR, [id, side, record]);
          });
        },
        [lockOf(id)],
      ),

    explain: (id, person) => explain(query, id, person),

    async tallies(id) {
      const [row] = await query<{ inbox: number; held: number }>(TALLIES, [id, LISTED]);
      return row!; // two counts, always one row
    },

    async linked(id, most = Infinity) {
      const [found] = await query<{ n: number }>(LINKED, [id, most === Infinity ? null : most]);
      return found!.n; // a count is one row
    },
  };
}
