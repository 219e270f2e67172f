import { hostname } from 'node:os';
import path from 'node:path';
import type { Connection, SalesforceAuth } from '../domain/connection.js';
import { SyncError } from '../domain/faults.js';
import { webhookProblem } from './hosts.js';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of the connection file: `${file:}` is relative to it. */
  readonly folder: string;
  /** Rejects when there is no such file. */
  readFile(path: string): Promise<string>;
}

const REFERENCE = /^\$\{(env|file):([^}\n]+)\}$/;
/** They open our own database and engine: never handed to another system, whatever a stored document says. */
const OURS = /^(?:DATABASE_URL|TEMPORAL_)/i;

/** The connection with its references resolved on this machine. Throws SyncError `unauthorized` naming the variable or file and this host; never a value. */
export async function resolveReferences(connection: Connection, at: Surroundings): Promise<Connection> {
  const { auth } = connection.salesforce;
  const { apiKey } = connection.platform;
  const { webhook } = connection.alerts;
  return {
    ...connection,
    salesforce: { ...connection.salesforce, auth: await resolveAuth(auth, at) },
    platform: {
      ...connection.platform,
      apiKey: apiKey === null ? null : await resolve(apiKey, connection.platform.kind, at),
    },
    alerts: {
      ...connection.alerts,
      webhook: webhook === null ? null : await resolveWebhook(webhook, connection.allowLoopback, at),
    },
  };
}

/** Every text of `auth` may be a reference, its kind apart. */
async function resolveAuth(auth: SalesforceAuth, at: Surroundings): Promise<SalesforceAuth> {
  const get = (written: string) => resolve(written, 'salesforce', at);
  switch (auth.kind) {
    case 'jwt-bearer':
      return {
        ...auth,
        clientId: await get(auth.clientId),
        username: await get(auth.username),
        privateKey: await get(auth.privateKey),
      };
    case 'refresh-token':
      return {
        ...auth,
        clientId: await get(auth.clientId),
        refreshToken: await get(auth.refreshToken),
        ...(auth.clientSecret === undefined ? {} : { clientSecret: await get(auth.clientSecret) }),
      };
    case 'client-credentials':
      return { ...auth, clientId: await get(auth.clientId), clientSecret: await get(auth.clientSecret) };
    case 'password':
      return { ...auth, username: await get(auth.username), password: await get(auth.password) };
    case 'access-token':
      return { ...auth, accessToken: await get(auth.accessToken) };
  }
}

/** Throws as `resolveReferences` does, and `misconfigured` for an address that alerts may not go to. */
export async function resolveWebhook(written: string, allowLoopback: boolean, at: Surroundings): Promise<string> {
  const address = await resolve(written, 'alerts', at);
  const problem = webhookProblem(address, allowLoopback);
  if (problem !== null)
    throw new SyncError('misconfigured', `alerts.webhook, as resolved on ${hostname()}, ${problem}`, {
      system: 'alerts',
    });
  return address;
}

async function resolve(written: string, system: string, at: Surroundings): Promise<string> {
  const [, kind, name] = REFERENCE.exec(written) ?? [];
  if (kind === undefined || name === undefined) return written;
  const value = (kind === 'env' ? variable(name, system, at) : await contents(name, system, at)).trim();
  if (value === '')
    throw missing(system, kind === 'env' ? `environment variable ${name} is empty` : `file ${name} is empty`);
  return value;
}

function variable(name: string, system: string, { env }: Surroundings): string {
  if (OURS.test(name))
    throw new SyncError(
      'misconfigured',
      `\${env:${name}} is never handed to another system: use a variable of its own`,
      { system },
    );
  const value = env[name];
  if (value === undefined) throw missing(system, `environment variable ${name} is not set`);
  return value;
}

async function contents(name: string, system: string, { folder, readFile }: Surroundings): Promise<string> {
  try {
    return await readFile(path.resolve(folder, name));
  } catch (cause) {
    throw missing(system, `file ${name} cannot be read`, cause);
  }
}

function missing(system: string, what: string, cause?: unknown): SyncError {
  return new SyncError(
    'unauthorized',
    `${what} on ${hostname()}, where the worker runs: provide it there, then apply or resume`,
    { system, ...(cause === undefined ? {} : { cause }) },
  );
}
