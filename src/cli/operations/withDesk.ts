import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { SyncError } from '../../domain/faults.js';
import type { TemporalAddress } from '../../runtime/attach.js';
import { refuses } from '../../runtime/ports.js';
import type { CliContext } from '../context.js';
import type { Desk } from './desk.js';
import { temporalEngine } from './temporalEngine.js';
import { withStore } from './withOffice.js';

/** A busy machine may need long for a first answer; a server that is not there is told by the refusal, at once. */
const CONNECT_WITHIN = '45s';

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

async function connect({ address, connectionOptions }: TemporalAddress): Promise<Connection> {
  try {
    if (await refuses(address)) throw new Error(`${address} refuses connections`);
    return await Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_WITHIN });
  } catch (cause) {
    throw new SyncError(
      'unreachable',
      'Temporal does not answer: run `tandem up` with the same TANDEM_HOME, or look at TEMPORAL_ADDRESS',
      { system: 'temporal', cause },
    );
  }
}
