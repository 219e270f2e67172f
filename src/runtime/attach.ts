import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { SyncError } from '../domain/faults.js';
import { readServices, type Services } from './home.js';

export type ConnectionOptions = ClientConnectConfig['connectionOptions'];

export interface TemporalAddress {
  readonly address: string;
  readonly namespace: string;
  /** For Connection.connect and NativeConnection.connect alike: address, TLS, API key. */
  readonly connectionOptions: ConnectionOptions;
}

export interface Attached {
  /** Holds a password: never logged. */
  readonly databaseUrl: string;
  readonly temporal: TemporalAddress;
  /** Web UI, where we started one. */
  readonly ui: string | null;
}

/**
 * Where database and Temporal are: DATABASE_URL and the Temporal settings of the ecosystem (TEMPORAL_*, temporal.toml) win, each for itself;
 * else what `up`, `demo` or `services` of this home started.
 */
export async function attach(home: string, env: NodeJS.ProcessEnv): Promise<Attached> {
  const services = await readServices(home);
  const given = givenTemporal(env);
  return {
    databaseUrl: databaseOf(services, env),
    temporal: given ?? temporalOf(services),
    ui: given === null ? (services?.ui ?? null) : null,
  };
}

/** The database alone, for commands that need no Temporal. */
export async function attachDatabase(home: string, env: NodeJS.ProcessEnv): Promise<string> {
  return databaseOf(await readServices(home), env);
}

/** Temporal as the environment or temporal.toml names it; null when neither gives an address. */
export function givenTemporal(env: NodeJS.ProcessEnv): TemporalAddress | null {
  const overrideEnvVars = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  let config: ClientConnectConfig;
  try {
    config = loadClientConnectConfig({ overrideEnvVars });
  } catch (cause) {
    throw new SyncError(
      'misconfigured',
      'the Temporal settings (TEMPORAL_* variables or temporal.toml) cannot be read: check TEMPORAL_CONFIG_FILE and TEMPORAL_PROFILE',
      { system: 'temporal', cause },
    );
  }
  const { address } = config.connectionOptions;
  if (address === undefined) return null;
  return { address, namespace: config.namespace ?? 'default', connectionOptions: config.connectionOptions };
}

export function givenDatabase(env: NodeJS.ProcessEnv): string | null {
  const url = env['DATABASE_URL'];
  if (url === undefined || url === '') return null;
  if (!/^postgres(ql)?:\/\//.test(url))
    throw new SyncError('misconfigured', 'DATABASE_URL must begin with postgres://', { system: 'postgres' });
  return url;
}

function databaseOf(services: Services | null, env: NodeJS.ProcessEnv): string {
  const url = givenDatabase(env) ?? services?.database;
  if (url === undefined) throw nothingStarted('database', 'DATABASE_URL');
  return url;
}

function temporalOf(services: Services | null): TemporalAddress {
  if (services === null) throw nothingStarted('Temporal', 'TEMPORAL_ADDRESS');
  const { address, namespace } = services.temporal;
  return { address, namespace, connectionOptions: { address } };
}

function nothingStarted(what: string, variable: string): SyncError {
  return new SyncError('unreachable', `no ${what}: run \`tandem up\` with the same TANDEM_HOME, or set ${variable}`, {
    system: what.toLowerCase(),
  });
}
