import { existsSync } from 'node:fs';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { SyncError } from '../../domain/faults.js';
import type { Attached } from '../../runtime/attach.js';
import { checkout } from '../../runtime/checkout.js';
import { missingSearchAttributes } from '../../runtime/searchAttributes.js';
import { postgresStore } from '../../store/index.js';
import { RECORDS_TASK_QUEUE, TASK_QUEUE } from '../../../workflows/messages.js';
import { find, type Finding } from './finding.js';

/** Beyond this our own records would mislead; cursors never use our clock. */
const CLOCK_MAY_DIFFER = 30_000;
/** temporal/api/enums/v1/task_queue.proto, TaskQueueType */
const KINDS = { workflow: 1, activity: 2 } as const;

/** Looks at everything a connection needs, each for itself, so that one fault does not hide the next. Never throws. */
export async function examine({ databaseUrl, temporal }: Attached): Promise<readonly Finding[]> {
  const here = [await find('program', program)];
  const database = [await find('database', () => clock(databaseUrl)), await find('schema', () => schema(databaseUrl))];
  const engine = await engineFindings(temporal);
  return [...here, ...database, ...engine, ...(database.every(({ ok }) => ok) ? await connections(databaseUrl) : [])];
}

async function program(): Promise<string> {
  if (!existsSync(path.join(checkout(), 'dist', 'workflow-bundle.js')))
    throw wrong('the workflow bundle is missing: run `npm run build`', 'tandem');
  return `Node ${process.versions.node}, built`;
}

async function clock(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ at: string; version: string }>(
      `select (extract(epoch from clock_timestamp()) * 1000)::bigint as at, current_setting('server_version') as version`,
    );
    const [row] = rows;
    const off = Math.abs(Number(row?.at) - Date.now());
    if (!(off < CLOCK_MAY_DIFFER))
      throw wrong(
        `this machine's clock and the database's differ by ${Math.round(off / 1000)} s: set both by NTP`,
        'postgres',
      );
    return `PostgreSQL ${row?.version ?? ''}, clocks agree`;
  } catch (cause) {
    if (cause instanceof SyncError) throw cause;
    throw new SyncError(
      'unreachable',
      'the database does not answer, or refuses us: look at DATABASE_URL, or run `tandem up`',
      { system: 'postgres', cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function schema(databaseUrl: string): Promise<string> {
  const store = postgresStore(databaseUrl, { poolSize: 1 });
  try {
    await store.check();
    return 'the schema is this program’s';
  } finally {
    await store.close();
  }
}

async function engineFindings({
  address,
  namespace,
  connectionOptions,
}: Attached['temporal']): Promise<readonly Finding[]> {
  let connection: Connection;
  try {
    connection = await Connection.connect({ ...connectionOptions, connectTimeout: '10s' });
  } catch {
    return [
      {
        check: 'temporal',
        ok: false,
        says: `Temporal does not answer at ${address}: look at TEMPORAL_ADDRESS, or run \`tandem up\``,
      },
    ];
  }
  try {
    return [
      { check: 'temporal', ok: true, says: `answers at ${address}` },
      await find('search attributes', async () => {
        const missing = await missingSearchAttributes(connection, namespace);
        if (missing.length > 0)
          throw wrong(
            `namespace ${namespace} lacks ${missing.join(', ')}: start a worker, or add them as its operator`,
            'temporal',
          );
        return `namespace ${namespace} has them all`;
      }),
      await find('worker', () => workers(connection, namespace)),
    ];
  } finally {
    await connection.close();
  }
}

/** A poller is listed for some minutes after it is gone: that a worker was there lately is all this can say. */
async function workers(connection: Connection, namespace: string): Promise<string> {
  for (const name of [TASK_QUEUE, RECORDS_TASK_QUEUE]) {
    for (const taskQueueType of Object.values(KINDS)) {
      const { pollers } = await connection.workflowService
        .describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType })
        .catch((cause: unknown) => {
          throw new SyncError('unreachable', `the task queue ${name} cannot be looked at`, {
            system: 'temporal',
            cause,
          });
        });
      if ((pollers ?? []).length === 0)
        throw wrong(`nobody works on task queue ${name}: run \`tandem worker\` or \`tandem up\``, 'temporal');
    }
  }
  return 'a worker is there for both task queues';
}

/** Credentials and permissions are known to the workers, on whose machines the secrets are: their last word is in the store. */
async function connections(databaseUrl: string): Promise<readonly Finding[]> {
  const store = postgresStore(databaseUrl, { poolSize: 1 });
  try {
    const all = await store.connections();
    return await Promise.all(
      all.map(({ id }) =>
        find(`connection ${id}`, async () => {
          const state = await store.state(id);
          if (state?.state === 'needsAuth' || state?.state === 'blocked')
            throw wrong(
              `${state.state}: ${[state.reason, state.advice].filter((part) => part !== null).join('; ') || `see \`tandem status ${id}\``}`,
              'tandem',
            );
          return state?.state ?? 'no worker has taken it yet';
        }),
      ),
    );
  } finally {
    await store.close();
  }
}

function wrong(message: string, system: string): SyncError {
  return new SyncError('misconfigured', message, { system });
}
