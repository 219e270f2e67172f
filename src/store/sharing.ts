import type { Sharing } from '../ports/sharing.js';
import { consents } from './consents.js';
import type { Database, Query } from './database.js';
import { handOver } from './handOver.js';
import { inbox } from './inbox.js';
import { json, mendedAll } from './json.js';
import { LINK_COLUMNS, linkOf, links, type LinkLine } from './links.js';
import { lockOf } from './lockOf.js';
import { packed, unpacked } from './packed.js';
import { parties } from './parties.js';
import { rows } from './rows.js';
import { stands, stonesOf, tombstones } from './tombstones.js';

const JOINED =
  'select from party where connection = $1 and account = $2 and org = $3 and objects::text = $4::json::text';

const OTHERS = 'select connection from party where account = $1 and connection <> $2';

const JOIN = `insert into party (connection, account, org, objects) values ($1, $2, $3, $4)
  on conflict (connection) do update set account = excluded.account, org = excluded.org, objects = excluded.objects`;

const UNSETTLED = `select distinct link from journal where connection = any($1::text[]) and link = any($2::bigint[])
  and state in ('planned', 'held', 'sent', 'unknown')`;

const PASS_ON = `insert into owner (account, platform, connection) select $1, platform, $2 from unnest($3::text[]) as given(platform) order by platform
  on conflict (account, platform) do update set connection = excluded.connection`;

/** In one order, so that nobody waits in a circle. */
const locksOf = (connections: readonly string[]) => connections.toSorted().map(lockOf);

export function sharing({ query, transaction }: Database): Sharing {
  return {
    async join({ connection, account, org, objects }) {
      const party = [connection, account, org, json(objects)];
      if ((await query(JOINED, party)).length > 0) return;
      const others = await query<{ connection: string }>(OTHERS, [account, connection]);
      await transaction((inside) => inside(JOIN, party), locksOf(others.map((one) => one.connection)));
    },

    isShared: async (connection) => (await parties(query, connection).neighbours()).length > 0,

    async holders(connections, side, ids) {
      if (connections.length === 0 || ids.length === 0) return [];
      const sql = packed(
        `${LINK_COLUMNS}, connection`,
        `from link where connection = any($1::text[]) and not dead and ${side} is not null and ${side} = any($2::text[]) order by id`,
      );
      const found = await unpacked<readonly [...LinkLine, string]>(query, sql, [connections, mendedAll(ids)]);
      const unsettled = await query<{ link: number }>(UNSETTLED, [connections, found.map(([id]) => id)]);
      const busy = new Set(unsettled.map(({ link }) => link));
      return found.map((line) => {
        const link = linkOf(line.slice(0, -1) as unknown as LinkLine);
        return { connection: line[line.length - 1] as string, link, busy: busy.has(link.id) };
      });
    },

    async stonesElsewhere(connections, side, partners) {
      const ask = { records: [], keys: [], partners };
      const found = await Promise.all(
        partners.length === 0 ? [] : connections.map((one) => stonesOf(query, one, side, ask)),
      );
      return found.flat().filter((stone) => stands(stone, partners));
    },

    handOver: async (from, to, ids, became) =>
      ids.length === 0
        ? []
        : transaction(
            async (inside) => {
              const [drawn] = await inside<{ tick: number }>(`select nextval('tick') as tick`);
              const { tick } = drawn!; // one row by construction
              const given = await handOver(
                partOf(inside, from, tick),
                partOf(inside, to.connection, tick),
                ids,
                became,
              );
              const platform = given.flatMap((link) => link.ids.platform ?? []);
              await inside(PASS_ON, [to.account, to.connection, mendedAll(platform)]);
              return given.map(({ id }) => id);
            },
            locksOf([from, to.connection]),
          ),
  };
}

function partOf(query: Query, connection: string, tick: number) {
  return {
    tick,
    ...links(query, connection, tick),
    ...rows(query, connection),
    ...inbox(query, connection, 0, Date.now),
    ...tombstones(query, connection, tick),
    ...consents(query, connection),
  };
}
