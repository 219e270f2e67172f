import { asked, mayAskAnew, type Conversion } from '../domain/conversion.js';
import type { Office } from '../ports/office.js';
import type { Tx } from '../ports/tx.js';
import type { Database, Query } from './database.js';
import { lockOf } from './lockOf.js';
import { json } from './json.js';

const COLUMNS = 'lead, contact, account, opportunity, state, run, attempt, sent_at as "sentAt", became, code';

const OPEN = `select ${COLUMNS} from conversion where connection = $1 and (state in ('asked', 'unknown') or state = 'sent' and (run = $2
  or not exists (select from run as other where other.connection = $1 and other.run = conversion.run and other.ended_at is null)))
  order by lead limit $3 for update`;

const SAVE = `insert into conversion (connection, lead, contact, account, opportunity, state, run, attempt, sent_at, became, code)
  select $1, lead, contact, account, opportunity, state, run, attempt, "sentAt", became, code
  from json_to_recordset($2::json) as given(lead text, contact text, account text, opportunity text, state text, run integer, attempt integer,
    "sentAt" bigint, became text, code text)
  on conflict (connection, lead) do update set contact = excluded.contact, account = excluded.account, opportunity = excluded.opportunity,
    state = excluded.state, run = excluded.run, attempt = excluded.attempt, sent_at = excluded.sent_at, became = excluded.became, code = excluded.code`;

export function conversions(
  query: Query,
  connection: string,
  run: number,
): Pick<Tx, 'openConversions' | 'conversions' | 'saveConversions'> {
  return {
    openConversions: (limit) => query<Conversion>(OPEN, [connection, run, limit]),
    conversions: async (leads) => (leads.length === 0 ? [] : ofLeads(query, connection, leads)),
    async saveConversions(orders) {
      if (orders.length > 0) await query(SAVE, [connection, json(orders)]);
    },
  };
}

function ofLeads(query: Query, connection: string, leads: readonly string[]): Promise<readonly Conversion[]> {
  return query<Conversion>(
    `select ${COLUMNS} from conversion where connection = $1 and lead = any($2::text[]) order by lead`,
    [connection, leads],
  );
}

export function conversionOffice({
  query,
  transaction,
}: Database): Pick<
  Office,
  'askConversion' | 'conversion' | 'withdrawConversion' | 'openConversions' | 'askedConversions'
> {
  return {
    askConversion: (id, wish) =>
      transaction(
        async (inside) => {
          const [before] = await ofLeads(inside, id, [wish.lead]);
          if (before && !mayAskAnew(before)) return before;
          const order = asked(wish);
          await inside(SAVE, [id, json([order])]);
          return order;
        },
        [lockOf(id)],
      ),
    async conversion(id, lead) {
      const [found] = await ofLeads(query, id, [lead]);
      return found ?? null;
    },
    async withdrawConversion(id, lead) {
      await query(`delete from conversion where connection = $1 and lead = $2 and state = 'asked'`, [id, lead]);
    },
    askedConversions: (id) =>
      query<Conversion>(
        `select ${COLUMNS} from conversion where connection = $1 and state = 'asked' order by lead collate "C" limit 1000`,
        [id],
      ),
    async openConversions(id) {
      const [row] = await query<{ n: number }>(
        `select count(*) as n from conversion where connection = $1 and state not in ('done', 'refused')`,
        [id],
      );
      return row!.n; // a count is one row
    },
  };
}
