import type { Holder, Office } from '../ports/office.js';
import type { Database } from './database.js';
import { lockOf } from './lockOf.js';
import { mendedAll } from './json.js';
import { OPEN } from './rows.js';
import type { Sealing } from './sealing.js';

type AccountPart = Pick<Office, 'own' | 'holders' | 'takeOver' | 'budget' | 'saveBudget' | 'secret' | 'saveSecret'>;

/** In the order of the ids, so that two connections that claim the same records wait for each other in one direction. */
const CLAIM = `with claimed as (insert into owner (account, platform, connection)
    select $1, platform, $2 from unnest($3::text[]) as given(platform) order by platform on conflict (account, platform) do nothing returning platform)
  select count(*) as n from claimed`;

const FOREIGN = 'select platform from owner where account = $1 and connection <> $2 and platform = any($3::text[])';

const HOLDERS = `select link.platform, link.crm, link.object, (select document #>> '{mainList,object}' from connection_version as version
    where version.connection = link.connection order by version.version desc limit 1) as synced
  from owner join link on link.connection = owner.connection and not link.dead and link.platform = owner.platform
  where owner.account = $1 and owner.connection <> $2 and owner.platform = any($3::text[])`;

const OWNERS =
  'select distinct connection from owner where account = $1 and connection <> $2 and platform = any($3::text[])';

/** An open write is still to be judged on the link it was made for. */
const LET_GO = `update link set dead = true, rev = nextval('tick') where connection = $1 and not dead and platform = any($2::text[])
  and not exists (select from journal where journal.connection = $1 and journal.link = link.id and journal.${OPEN})
  returning platform`;

const PASS_ON =
  'update owner set connection = $3 where account = $1 and connection = $2 and platform = any($4::text[])';

const SAVE_BUDGET = `insert into account_budget (account, used, "limit") values ($1, $2, $3)
  on conflict (account) do update set used = excluded.used, "limit" = excluded."limit"`;

const SAVE_SECRET = `insert into secret (connection, name, sealed) values ($1, $2, $3)
  on conflict (connection, name) do update set sealed = excluded.sealed`;

export function accounts({ query, transaction }: Database, { seal, open }: Sealing): AccountPart {
  const placeOf = (connection: string, name: string) => `${connection}/${name}`;

  return {
    async own(account, connection, platformIds) {
      if (platformIds.length === 0) return [];
      const ids = mendedAll(platformIds);
      const given = [account, connection, ids];
      const [claimed] = await query<{ n: number }>(CLAIM, given);
      if (claimed!.n === ids.length) return []; // a count is one row
      return (await query<{ platform: string }>(FOREIGN, given)).map(({ platform }) => platform);
    },

    holders: async (account, connection, platformIds) =>
      platformIds.length === 0 ? [] : query<Holder>(HOLDERS, [account, connection, mendedAll(platformIds)]),

    async takeOver(account, connection, platformIds) {
      if (platformIds.length === 0) return [];
      const ids = mendedAll(platformIds);
      const taken: string[] = [];
      for (const { connection: owner } of await query<{ connection: string }>(OWNERS, [account, connection, ids])) {
        await transaction(
          async (inside) => {
            const left = (await inside<{ platform: string }>(LET_GO, [owner, ids])).map(({ platform }) => platform);
            await inside(PASS_ON, [account, owner, connection, left]);
            taken.push(...left);
          },
          [lockOf(owner)],
        );
      }
      return taken;
    },

    async budget(account) {
      const [row] = await query<{ used: number; limit: number }>(
        'select used, "limit" from account_budget where account = $1',
        [account],
      );
      return row ?? null;
    },

    async saveBudget(account, used, limit) {
      await query(SAVE_BUDGET, [account, used, limit]);
    },

    async secret(connection, name) {
      const [row] = await query<{ sealed: Buffer }>('select sealed from secret where connection = $1 and name = $2', [
        connection,
        name,
      ]);
      return row === undefined ? null : open(row.sealed, placeOf(connection, name));
    },

    async saveSecret(connection, name, value) {
      await query(SAVE_SECRET, [connection, name, seal(value, placeOf(connection, name))]);
    },
  };
}
