import type { Party } from '../ports/sharing.js';
import type { Tx } from '../ports/tx.js';
import type { Query } from './database.js';
import { mendedAll } from './json.js';
import { OPEN } from './rows.js';

/** In the order of the ids, so that two connections that claim the same records wait for each other in one direction. */
const CLAIM = `with claimed as (insert into owner (account, platform, connection)
    select $1, platform, $2 from unnest($3::text[]) as given(platform) order by platform on conflict (account, platform) do nothing returning platform)
  select count(*) as n from claimed`;

const FOREIGN = 'select platform from owner where account = $1 and connection <> $2 and platform = any($3::text[])';

const NEIGHBOURS = `select other.connection, other.account, other.org, other.objects from party as own
  join party as other on other.account = own.account and other.org = own.org and other.connection <> own.connection
  where own.connection = $1 order by other.connection collate "C"`;

type PartyPart = Pick<Tx, 'claim' | 'ownedElsewhere' | 'neighbours' | 'pairedElsewhere' | 'createdElsewhere'>;

/** What a transaction sees and does of other connections: it changes nothing of theirs. */
export function parties(query: Query, connection: string): PartyPart {
  return {
    async claim(account, ids) {
      const wanted = mendedAll(ids);
      if (wanted.length === 0) return true;
      const [claimed] = await query<{ n: number }>(CLAIM, [account, connection, wanted]);
      return claimed!.n === wanted.length; // a count is one row
    },

    async ownedElsewhere(account, ids) {
      if (ids.length === 0) return [];
      const found = await query<{ platform: string }>(FOREIGN, [account, connection, mendedAll(ids)]);
      return found.map(({ platform }) => platform);
    },

    neighbours: () => query<Party>(NEIGHBOURS, [connection]),

    // The column's name is ours: a side is one of two words.
    async pairedElsewhere(connections, side, ids) {
      if (connections.length === 0 || ids.length === 0) return [];
      const sql = `select distinct ${side} as id from link where connection = any($1::text[]) and not dead and ${side} is not null
        and ${side} = any($2::text[]) and crm is not null and platform is not null`;
      return (await query<{ id: string }>(sql, [connections, mendedAll(ids)])).map(({ id }) => id);
    },

    async createdElsewhere(connections, side, keys) {
      if (connections.length === 0 || keys.length === 0) return [];
      const sql = `select distinct key from journal where connection = any($1::text[]) and side = $2 and key is not null and key = any($3::text[])
        and op = 'create' and ${OPEN}`;
      return (await query<{ key: string }>(sql, [connections, side, mendedAll(keys)])).map(({ key }) => key);
    },
  };
}
