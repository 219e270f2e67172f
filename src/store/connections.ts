import type { ConnectionVersion, InStep, Office, StateRow } from '../ports/office.js';
import type { Database } from './database.js';
import { lockOf } from './lockOf.js';
import { json } from './json.js';
import { startOver } from './startOver.js';

type ConnectionPart = Pick<
  Office,
  'putConnection' | 'connection' | 'connections' | 'removeConnection' | 'state' | 'saveState' | 'foundInStep' | 'inStep'
>;

const COLUMNS = `version.connection as id, version.version, version.hash, version.document, version.folder, version.created_at as "createdAt"`;
const KNOWN =
  'from connection_version as version join connection on connection.id = version.connection and not connection.removed';

const NEWEST = `select ${COLUMNS} ${KNOWN}
  where version.version = (select max(version) from connection_version as other where other.connection = connection.id)
  order by connection.id collate "C"`;

const PUT = `insert into connection_version (connection, version, hash, document, folder, created_at)
  select $1, 1 + coalesce(max(version), 0), $2, $3, $4, $5 from connection_version where connection = $1 returning version`;

const BACK = 'update connection set removed = false where id = $1 and removed returning id';

/** A connection that is being removed still reports its state; one that was never put has none to keep but this. */
const SAVE_STATE = `insert into connection (id, state) values ($1, $2) on conflict (id) do update set state = excluded.state`;

const SYNCS = `from run where connection = $1 and mode = 'sync'`;
const IN_STEP = `select greatest((select found_in_step from connection where id = $1),
    (select started_at ${SYNCS} and outcome in ('inStep', 'withErrors', 'held') order by run desc limit 1)) as last,
  (select started_at ${SYNCS} order by run limit 1) as "firstTried"`;

export function connections({ query, transaction }: Database): ConnectionPart {
  return {
    putConnection: (id, hash, document, folder) =>
      transaction(
        async (inside) => {
          const [before] = await inside<ConnectionVersion>(
            `select ${COLUMNS} ${KNOWN} where version.connection = $1 order by version.version desc limit 1`,
            [id],
          );
          if (before !== undefined && before.hash === hash && before.folder === folder) return before;
          await inside('insert into connection (id) values ($1) on conflict (id) do nothing', [id]);
          const back = await inside(BACK, [id]);
          if (back.length > 0) await startOver(inside, id);
          const createdAt = Date.now();
          const [row] = await inside<{ version: number }>(PUT, [id, hash, json(document), folder, createdAt]);
          return { id, version: row!.version, hash, document, folder, createdAt }; // an insert returns its row
        },
        [lockOf(id)],
      ),

    async connection(id, version) {
      const sql = `select ${COLUMNS} ${KNOWN} where version.connection = $1 and ($2::integer is null or version.version = $2) order by version.version desc limit 1`;
      const [found] = await query<ConnectionVersion>(sql, [id, version ?? null]);
      return found ?? null;
    },

    connections: () => query<ConnectionVersion>(NEWEST),

    removeConnection: (id) =>
      transaction(
        async (inside) => {
          await inside('update connection set removed = true, state = null, found_in_step = null where id = $1', [id]);
          await inside('delete from owner where connection = $1', [id]);
          await inside('delete from party where connection = $1', [id]);
          await inside('delete from secret where connection = $1', [id]);
        },
        [lockOf(id)],
      ),

    async state(id) {
      const [row] = await query<{ state: StateRow | null }>('select state from connection where id = $1', [id]);
      return row?.state ?? null;
    },

    async saveState(id, state) {
      await query(SAVE_STATE, [id, json(state)]);
    },
    async foundInStep(id, at) {
      await query('update connection set found_in_step = greatest(found_in_step, $2) where id = $1', [id, at]);
    },
    async inStep(id) {
      const [row] = await query<InStep>(IN_STEP, [id]);
      return row!; // two values, always one row
    },
  };
}
