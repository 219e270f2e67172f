import type { AlertKind } from '../domain/alerts.js';
import type { Office } from '../ports/office.js';
import type { Database } from './database.js';

const BEGIN = `insert into alert as told (connection, kind, since) values ($1, $2, $3)
  on conflict (connection, kind) do update set since = excluded.since where told.since + $4 <= excluded.since returning kind`;

export function alerts({ query }: Database): Pick<Office, 'beginAlert' | 'endAlert' | 'alerts'> {
  return {
    beginAlert: async (id, kind, at, againAfterMs) => (await query(BEGIN, [id, kind, at, againAfterMs])).length > 0,
    async endAlert(id, kind) {
      await query('delete from alert where connection = $1 and kind = $2', [id, kind]);
    },
    async alerts(id) {
      const found = await query<{ kind: AlertKind; since: number }>(
        'select kind, since from alert where connection = $1',
        [id],
      );
      return new Map(found.map(({ kind, since }) => [kind, since]));
    },
  };
}
