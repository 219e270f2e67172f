import type { Link } from '../domain/link.js';
import { other, SIDES, type Side } from '../domain/side.js';
import type { Stone } from '../domain/tombstone.js';
import type { Tx } from '../ports/tx.js';
import type { Query } from './database.js';
import { json, mendedAll } from './json.js';
import { anything } from './presence.js';

/** Each by an index of its own. The heirs follow: a chain ends, or comes back to where `union` has been. */
const FOUND = `with recursive found as (
    select * from (
      select * from tombstone where connection = $1 and side = $2 and record = any($3::text[])
      union select * from tombstone where connection = $1 and side = $2 and key is not null and key = any($4::text[])
      union select * from tombstone where connection = $1 and side = $2 and partner is not null and partner = any($5::text[])) as own
    union select next.* from found join tombstone as next on next.connection = $1 and next.side = $2 and next.record = found.heir)
  select side, record, key, partner, heir, rev, cleared from found order by record`;

const BURY = `insert into tombstone as old (connection, side, record, key, partner, heir, rev)
  select $1, side, record, key, partner, heir, $3 from json_to_recordset($2::json) as given(side text, record text, key text, partner text, heir text)
  on conflict (connection, side, record) do update set key = coalesce(excluded.key, old.key), partner = coalesce(excluded.partner, old.partner),
    heir = coalesce(excluded.heir, old.heir), rev = excluded.rev, cleared = false`;

const GOES_ON =
  'update tombstone set partner = $4 where connection = $1 and side = $2 and partner is not null and partner = $3';

export function tombstones(
  query: Query,
  connection: string,
  tick: number,
  there = anything(),
): Pick<Tx, 'bury' | 'unbury' | 'stones'> {
  return {
    async bury(stones) {
      if (stones.length === 0) return;
      there.add('stone');
      // The last one of a record stands: one statement cannot touch a row twice.
      const last = [...new Map(stones.map((stone) => [`${stone.side} ${stone.record}`, stone])).values()];
      await query(BURY, [connection, json(last), tick]);
      // One after the other: a chain may be followed in one go.
      for (const { side, record, heir } of stones)
        if (heir !== null) await query(GOES_ON, [connection, other(side), record, heir]);
    },

    async unbury(refs) {
      for (const side of SIDES) {
        const ids = refs.filter((ref) => ref.side === side).map(({ id }) => id);
        const sql = 'delete from tombstone where connection = $1 and side = $2 and record = any($3::text[])';
        if (ids.length > 0) await query(sql, [connection, side, mendedAll(ids)]);
      }
    },

    async stones(side, { records, keys, partners }) {
      if (records.length + keys.length + partners.length === 0 || !there.has('stone')) return [];
      return stonesOf(query, connection, side, { records, keys, partners });
    },
  };
}

export function stonesOf(
  query: Query,
  connection: string,
  side: Side,
  { records, keys, partners }: Parameters<Tx['stones']>[1],
): Promise<readonly Stone[]> {
  return query<Stone>(FOUND, [connection, side, mendedAll(records), mendedAll(keys), mendedAll(partners)]);
}

/** It is one of these people's, and forbids a create as it is. */
export function stands({ partner, heir, cleared }: Stone, partners: readonly string[]): boolean {
  return partner !== null && partners.includes(partner) && heir === null && !cleared;
}

/** How to ask for a link's own stones of a side. */
export function bornBy({ ids }: Pick<Link, 'ids'>, side: Side): Parameters<Tx['stones']>[1] {
  const [own, theirs] = [ids[side], ids[other(side)]];
  return { records: own === null ? [] : [own], keys: [], partners: theirs === null ? [] : [theirs] };
}
