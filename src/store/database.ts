import pg from 'pg';
import { arrayText } from './arrayText.js';
import { endsSession, storeFault } from './faults.js';
import { mended } from './json.js';

/** One statement's rows. Names in `sql` are ours; values go by parameter alone. */
export type Query = <Row>(sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

export interface Database {
  readonly pool: pg.Pool;
  readonly query: Query;
  /**
   * All of it or nothing. `work` may wait for nothing but its `query`.
   * @param opening statements that go out together with `begin`, in one round trip; `work` gets the rows of the last one. Values in them are `literal`s.
   */
  transaction<T>(
    work: (query: Query, opened: readonly unknown[]) => Promise<T>,
    opening?: readonly string[],
  ): Promise<T>;
}

/** A text inside a statement, where no parameter can go. */
export const literal = (text: string): string => pg.escapeLiteral(mended(text));

const INT8 = 20;

/**
 * Everything bulk here finds a few hundred rows of a table by their keys. In a first sync the tables grow from nothing faster than their statistics are
 * taken, and by those PostgreSQL would read whole tables or indexes to join them: a cost that grows with the square of the people.
 */
const BY_KEYS = '-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off';

/** Ours fit a number: ids, ticks and epoch ms stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
};

/**
 * A pool whose errors are SyncErrors. A session that holds a transaction open for 30 s without a statement is ended by the server:
 * a worker that was frozen in the middle of one must not stop everyone else of its connection.
 */
export function openDatabase(url: string, poolSize: number): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    types,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'tandem',
    options: BY_KEYS,
    keepAlive: true,
  });
  // Without a listener, an idle connection that the server ends would end the process; its next user gets a new one.
  pool.on('error', () => undefined);

  return {
    pool,
    query: (sql, values = []) => ask(pool, sql, values),

    async transaction(work, opening = []) {
      const client = await pool.connect().catch((error: unknown) => {
        throw storeFault(error);
      });
      // A connection that dies between two statements says so here; the next statement fails with it.
      const deaf = () => undefined;
      client.on('error', deaf);
      let healthy = true;
      let first: unknown = null;
      const query: Query = async <Row>(sql: string, values: readonly unknown[] = []) => {
        try {
          return await ask<Row>(client, sql, values);
        } catch (error) {
          first ??= error;
          throw error;
        }
      };
      try {
        const opened = await query(['begin', ...opening].join(';'));
        const result = await work(query, opened);
        // PostgreSQL would answer the commit of a failed transaction with a silent rollback.
        if (first !== null) throw first;
        await query('commit');
        return result;
      } catch (error) {
        healthy = !endsSession(error);
        await client.query('rollback').catch(() => {
          healthy = false;
        });
        throw error;
      } finally {
        client.off('error', deaf);
        client.release(!healthy);
      }
    },
  };
}

function parameter(value: unknown): unknown {
  return Array.isArray(value) ? arrayText(value as Parameters<typeof arrayText>[0]) : value;
}

/**
 * Of several statements the last one's rows. They are taken out of the driver's result, and what was given out of its query: those awaited one after another were
 * seen to keep each other, with all they hold, until the next full collection (1,500 reads of 500 rows made 22 of those so, and 2 without).
 */
async function ask<Row>(
  database: pg.Pool | pg.PoolClient,
  sql: string,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const given = values.map(parameter);
  try {
    const result: pg.QueryResult | pg.QueryResult[] = await database.query(sql, given);
    const last = Array.isArray(result) ? result.at(-1) : result;
    const rows: readonly Row[] = last?.rows ?? [];
    if (last) last.rows = [];
    return rows;
  } catch (error) {
    throw storeFault(error);
  } finally {
    given.length = 0;
  }
}
