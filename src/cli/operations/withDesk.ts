import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { SyncError } from '../../domain/faults.js';
import type { Store } from '../../ports/store.js';
import { attachDatabase, type TemporalAddress } from '../../runtime/attach.js';
import { postgresStore } from '../../store/index.js';
import type { CliContext } from '../context.js';
import type { Desk, OfficeDesk } from './desk.js';
import { temporalEngine } from './temporalEngine.js';

const CONNECT_WITHIN = '10s';

/** Work that needs database and Temporal. Both are closed when it ends. SyncError `unreachable` when one of them is silent. */
export async function withDesk<T>(context: CliContext, work: (desk: Desk) => Promise<T>): Promise<T> {
  const { databaseUrl, temporal } = await context.attach();
  return withStore(databaseUrl, async (store) => {
    const connection = await connect(temporal);
    try {
      const client = new Client({ connection, namespace: temporal.namespace });
      return await work({ store, engine: temporalEngine(client), now: Date.now, sleep: (ms) => sleep(ms) });
    } finally {
      await connection.close();
    }
  });
}

/** Work that needs the database alone: it goes on when no worker lives and Temporal is down. */
export async function withOffice<T>(context: CliContext, work: (desk: OfficeDesk) => Promise<T>): Promise<T> {
  const databaseUrl = await attachDatabase(context.home, process.env);
  return withStore(databaseUrl, (store) => work({ store, now: Date.now }));
}

async function withStore<T>(databaseUrl: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = postgresStore(databaseUrl, { poolSize: 2 });
  try {
    await store.check();
    return await work(store);
  } finally {
    await store.close();
  }
}

async function connect({ connectionOptions }: TemporalAddress): Promise<Connection> {
  try {
    return await Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_WITHIN });
  } catch (cause) {
    throw new SyncError(
      'unreachable',
      'Temporal does not answer: run `tandem up` with the same TANDEM_HOME, or look at TEMPORAL_ADDRESS',
      { system: 'temporal', cause },
    );
  }
}
