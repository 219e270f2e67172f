import { SyncError } from '../domain/faults.js';
import { clash, UNIQUE_LAWS, type UniqueLaw } from './clash.js';

/** Node's codes for a server that is not there or went away. */
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);

/**
 * SQLSTATE, whole or its class, to what it means for us. The first prefix that fits decides. Source: PostgreSQL manual, appendix A.
 * 40 (serialisation, deadlock): the whole transaction may be tried again, as after a lost connection.
 */
const STATES = [
  ['08', 'unreachable'],
  ['40', 'unreachable'],
  ['53', 'unreachable'],
  ['57P', 'unreachable'],
  ['25P03', 'unreachable'],
  ['28', 'unauthorized'],
  ['3D000', 'misconfigured'],
  ['3F000', 'misconfigured'],
  ['42P01', 'misconfigured'],
  ['42703', 'misconfigured'],
  ['42501', 'misconfigured'],
] as const;

const ADVICE = {
  unreachable: 'the database does not answer: run `tandem up` with the same TANDEM_HOME, or look at DATABASE_URL',
  unauthorized: 'the database refuses the credentials of DATABASE_URL',
  misconfigured: 'the database lacks a table, column or right this program needs: run `tandem migrate`',
  broken: 'the database refused a statement',
} as const;

/** What a driver's error means. The driver's own text names values of rows, so it is kept apart as vendor text and never as the cause. */
export function storeFault(error: unknown): unknown {
  if (error instanceof SyncError || !isError(error)) return error;
  const { code, constraint } = error as Error & { readonly code?: string; readonly constraint?: string };
  if (code === '23505' && constraint !== undefined && constraint in UNIQUE_LAWS) return clash(constraint as UniqueLaw);
  const kind = kindOf(error.message, code);
  if (kind === null) return error;
  return new SyncError(kind, ADVICE[kind], {
    system: 'postgres',
    vendorText: error.message,
    ...(code === undefined ? {} : { code }),
  });
}

function kindOf(message: string, code: string | undefined): keyof typeof ADVICE | null {
  if (code === undefined) return LOST.test(message) ? 'unreachable' : null;
  if (NETWORK.has(code)) return 'unreachable';
  if (!/^[0-9A-Z]{5}$/.test(code)) return null;
  return STATES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'broken';
}

/** pg gives these no code. */
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query read timeout)/;

/** Not `instanceof`: errors of node's own sockets may come from another realm than ours. */
function isError(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}
