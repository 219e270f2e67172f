import path from 'node:path';
import { givenDatabase, givenTemporal, type TemporalAddress } from '../../runtime/attach.js';
import { stopLeftovers } from '../../runtime/child.js';
import { makeHome, removeServices, writeServices } from '../../runtime/home.js';
import { lockHome } from '../../runtime/lock.js';
import { startPostgres } from '../../runtime/postgres.js';
import { startTemporal } from '../../runtime/temporal.js';
import { postgresStore } from '../../store/index.js';
import type { Closing } from './closing.js';

export interface RunningServices {
  /** Holds a password. */
  readonly databaseUrl: string;
  readonly temporal: Pick<TemporalAddress, 'address' | 'namespace'>;
  readonly ui: string | null;
  /** Settle when an embedded server ends; never where it is not ours. */
  readonly temporalEnded: Promise<unknown>;
  readonly databaseEnded: Promise<unknown>;
}

const LEFTOVER_GRACE = 20_000;
const NEVER = new Promise<never>(() => undefined);

/**
 * Takes the home, then starts the database (schema and all) and Temporal, each unless the environment names one. Everything started is added to
 * `closing`. SyncError `refused` while another process holds the home.
 */
export async function startServices({
  home,
  env,
  command,
  log,
  closing,
}: {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly command: string;
  readonly log: (message: string) => void;
  readonly closing: Closing;
}): Promise<RunningServices> {
  await makeHome(home);
  const lock = await lockHome(home, command);
  closing.add('the hold on the home', () => lock.release());
  if (lock.recovered) log('the process that held this home was killed: taking over');
  const leftovers = await stopLeftovers(home, LEFTOVER_GRACE);
  if (leftovers.length > 0) log(`stopped what it left running: ${leftovers.join(', ')}`);

  // Both are awaited whatever becomes of the other: a server that starts after we gave up would be nobody's.
  const [database, temporal] = await Promise.allSettled([
    startDatabase(home, env, log, closing),
    startEngine(home, env, log, closing),
  ]);
  if (database.status === 'rejected') throw database.reason;
  if (temporal.status === 'rejected') throw temporal.reason;
  await migrate(database.value.url);
  const { address, namespace, ui, ended } = temporal.value;
  await writeServices(home, { pid: process.pid, temporal: { address, namespace }, ui, database: database.value.url });
  closing.add('the entry in services.json', () => removeServices(home));
  return {
    databaseUrl: database.value.url,
    temporal: { address, namespace },
    ui,
    temporalEnded: ended,
    databaseEnded: database.value.ended,
  };
}

async function startDatabase(
  home: string,
  env: NodeJS.ProcessEnv,
  log: (message: string) => void,
  closing: Closing,
): Promise<{ readonly url: string; readonly ended: Promise<unknown> }> {
  const given = givenDatabase(env);
  if (given !== null) return { url: given, ended: NEVER };
  const postgres = await startPostgres({ folder: path.join(home, 'postgres'), log });
  closing.add('the database', () => postgres.stop());
  return postgres;
}

async function startEngine(home: string, env: NodeJS.ProcessEnv, log: (message: string) => void, closing: Closing) {
  const given = givenTemporal(env);
  if (given !== null) return { address: given.address, namespace: given.namespace, ui: null, ended: NEVER };
  const temporal = await startTemporal({ home, log });
  closing.add('Temporal', () => temporal.stop());
  return temporal;
}

/** Creates or upgrades the schema. Idempotent. */
export async function migrate(databaseUrl: string): Promise<void> {
  const store = postgresStore(databaseUrl, { poolSize: 2 });
  try {
    await store.migrate();
  } finally {
    await store.close();
  }
}
