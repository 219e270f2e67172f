import type { Count } from '../domain/guard.js';
import type { Tx } from '../ports/tx.js';
import type { Query } from './database.js';

const COUNTED = `select side, kind, count(distinct link) as n, bool_or(hold is not null and lane = 'guard') as tripped from journal
  where connection = $1 and run = $2 and state <> 'void' and (hold is null or hold = $3) group by side, kind order by side, kind`;

/** The lane tells what the guard held from what was held already when it was planned. */
const HOLD = `update journal set state = 'held', hold = $3, lane = 'guard'
  from unnest($4::text[], $5::text[]) as given(side, kind)
  where connection = $1 and run = $2 and state = 'planned' and hold is null and journal.side = given.side and journal.kind = given.kind returning id`;

export function guarding(query: Query, connection: string, run: number): Pick<Tx, 'counted' | 'hold'> {
  return {
    counted: (hash) => query<Count>(COUNTED, [connection, run, hash]),
    async hold(trips, hash) {
      const held = await query(HOLD, [
        connection,
        run,
        hash,
        trips.map(({ side }) => side),
        trips.map(({ kind }) => kind),
      ]);
      return held.length;
    },
  };
}
