import type { Office } from '../ports/office.js';
import type { Database } from './database.js';
import type { Sealing } from './sealing.js';

type AccountPart = Pick<Office, 'budget' | 'saveBudget' | 'secret' | 'saveSecret'>;

const SAVE_BUDGET = `insert into account_budget (account, used, "limit") values ($1, $2, $3)
  on conflict (account) do update set used = excluded.used, "limit" = excluded."limit"`;

const SAVE_SECRET = `insert into secret (connection, name, sealed) values ($1, $2, $3)
  on conflict (connection, name) do update set sealed = excluded.sealed`;

export function accounts({ query }: Database, { seal, open }: Sealing): AccountPart {
  const placeOf = (connection: string, name: string) => `${connection}/${name}`;

  return {
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
