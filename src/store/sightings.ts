import type { Side } from '../domain/side.js';
import type { Missing } from '../domain/tombstone.js';
import type { Tx } from '../ports/tx.js';
import type { Query } from './database.js';
import { mendedAll } from './json.js';
import { LINK_COLUMNS, linkOf, type LinkLine } from './links.js';
import { packed, unpacked } from './packed.js';
import { anything } from './presence.js';

type SightPart = Pick<Tx, 'sight' | 'sighted' | 'unsighted' | 'miss' | 'unmiss' | 'missing'>;

const SIGHT = `insert into sighted (connection, run, side, record) select $1, $2, $3, record from unnest($4::text[]) as given(record)
  on conflict do nothing`;

const MISS = `insert into missing as old (connection, side, record, since, last) select $1, $2, record, $4, $4 from unnest($3::text[]) as given(record)
  on conflict (connection, side, record) do update set last = greatest(old.last, excluded.last)`;

const SIGHTED = `sighted where sighted.connection = $1 and sighted.run = $2 and sighted.side = $3`;

/** The column's name is ours: a side is one of two words. */
const unsightedOn = (side: Side) =>
  packed(
    LINK_COLUMNS,
    `from link where connection = $1 and id > $4 and not dead and ${side} is not null and not ${side === 'crm' ? 'platform' : 'crm'}_gone
      and not exists (select from ${SIGHTED} and sighted.record = link.${side}) order by id limit $5`,
  );

export function sightings(query: Query, connection: string, run: number, there = anything()): SightPart {
  return {
    async sight(side, ids) {
      if (ids.length > 0) await query(SIGHT, [connection, run, side, mendedAll(ids)]);
    },
    async sighted(side) {
      const [row] = await query<{ n: number }>(`select count(*) as n from ${SIGHTED}`, [connection, run, side]);
      return row!.n; // a count is one row
    },
    unsighted: async (side, afterLink, limit) =>
      (await unpacked<LinkLine>(query, unsightedOn(side), [connection, run, side, afterLink, limit])).map(linkOf),
    async miss(side, ids, at) {
      if (ids.length === 0) return;
      there.add('missing');
      await query(MISS, [connection, side, mendedAll(ids), at]);
    },
    async unmiss(side, ids) {
      if (!there.has('missing')) return;
      const own = 'delete from missing where connection = $1 and side = ';
      if (ids === 'sighted')
        await query(`${own}$3 and record in (select record from ${SIGHTED})`, [connection, run, side]);
      else if (ids.length > 0) await query(`${own}$2 and record = any($3::text[])`, [connection, side, mendedAll(ids)]);
    },
    missing: async (side, ids) =>
      ids.length === 0 || !there.has('missing')
        ? []
        : query<Missing>(
            'select record, since, last from missing where connection = $1 and side = $2 and record = any($3::text[])',
            [connection, side, mendedAll(ids)],
          ),
  };
}
