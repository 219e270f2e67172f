import { CAUSES, type Category, type Cause } from '../domain/inbox.js';
import { SIDES, type Side } from '../domain/side.js';
import type { InboxEntry } from '../ports/office.js';
import type { RecordRef } from '../ports/stored.js';
import type { Tx } from '../ports/tx.js';
import type { Query } from './database.js';
import { foldEntries } from './foldEntries.js';
import { json, mendedAll } from './json.js';
import { anything } from './presence.js';

type InboxPart = Pick<Tx, 'list' | 'clear' | 'entries'>;

/** The column names are the port's: rows come out as they are handed over. */
const COLUMNS = `entry, cause, category, crm, platform, key, fields, code, vendor_text as "vendorText",
  first_seen as "firstSeen", last_seen as "lastSeen", attempts, run`;

const INSERT = `insert into inbox (connection, entry, cause, category, crm, platform, key, fields, code, vendor_text, first_seen, last_seen, attempts, run)
  select $1, coalesce(entry, nextval(pg_get_serial_sequence('inbox', 'entry'))), cause, category, crm, platform, key, fields, code,
    "vendorText", "firstSeen", "lastSeen", attempts, run
  from json_to_recordset($2::json) as given(entry bigint, cause text, category text, crm text, platform text, key text, fields json, code text,
    "vendorText" text, "firstSeen" bigint, "lastSeen" bigint, attempts integer, run integer)`;

export function inbox(query: Query, connection: string, run: number, now: () => number, there = anything()): InboxPart {
  return {
    async list(drafts) {
      if (drafts.length === 0) return;
      there.add('entry');
      const idsOn = (side: Side) => drafts.flatMap((draft) => draft[side] ?? []);
      const known = await entriesOf(query, connection, { crm: idsOn('crm'), platform: idsOn('platform') });
      const { replaced, next } = foldEntries(known, drafts, (draft) => ({
        category: CAUSES[draft.cause].category,
        run,
        seen: now(),
      }));
      if (replaced.length > 0)
        await query('delete from inbox where connection = $1 and entry = any($2::bigint[])', [connection, replaced]);
      await query(INSERT, [connection, json(next)]);
    },

    async clear(refs, causes) {
      if (!there.has('entry')) return;
      for (const { side, ids } of bySide(refs)) {
        const sql = `delete from inbox where connection = $1 and ${side} is not null and ${side} = any($2::text[]) and cause = any($3::text[])`;
        if (causes.length > 0) await query(sql, [connection, ids, causes]);
      }
    },

    async entries(refs) {
      if (!there.has('entry')) return [];
      const found: { readonly ref: RecordRef; readonly cause: Cause }[] = [];
      for (const { side, ids } of bySide(refs)) {
        const sql = `select ${side} as id, cause from inbox where connection = $1 and ${side} is not null and ${side} = any($2::text[]) order by entry`;
        const rows = await query<{ id: string; cause: Cause }>(sql, [connection, ids]);
        found.push(...rows.map(({ id, cause }) => ({ ref: { side, id }, cause })));
      }
      return found;
    },
  };
}

/** Entries of these records, of any cause, by number. */
export async function entriesOf(
  query: Query,
  connection: string,
  ids: { readonly crm: readonly string[]; readonly platform: readonly string[] },
) {
  const sql = `select ${COLUMNS} from inbox where connection = $1
    and (crm is not null and crm = any($2::text[]) or platform is not null and platform = any($3::text[])) order by entry`;
  return query<InboxEntry>(sql, [connection, mendedAll(ids.crm), mendedAll(ids.platform)]);
}

export async function entriesIn(query: Query, connection: string, categories: readonly Category[]) {
  return query<InboxEntry>(
    `select ${COLUMNS} from inbox where connection = $1 and category = any($2::text[]) order by entry`,
    [connection, categories],
  );
}

function bySide(refs: readonly RecordRef[]): readonly { readonly side: Side; readonly ids: readonly string[] }[] {
  const all = SIDES.map((side) => ({
    side,
    ids: mendedAll(refs.filter((ref) => ref.side === side).map((ref) => ref.id)),
  }));
  return all.filter(({ ids }) => ids.length > 0);
}
