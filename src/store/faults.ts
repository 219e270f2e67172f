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

/** Whoever got it speaks to what has become a standby, and will as long as the session lasts. */
const READ_ONLY = '25006';

const ADVICE = {
  unreachable: 'the database does not answer: run `tandem up` with the same TANDEM_HOME, or look at DATABASE_URL',
  misconfigured: 'the database lacks a table, column or right this program needs: run `tandem migrate`',
  broken: 'the database refused a statement',
} as const;

/** `advice`: what to do, where that is not what its kind says. */
type Meaning = readonly [kind: keyof typeof ADVICE, advice?: string];

/**
 * SQLSTATE, whole or its class, to what it means for us. The first prefix that fits decides. Source: PostgreSQL manual, appendix A.
 * 40 (serialisation, deadlock): the whole transaction may be tried again, as after a lost connection.
 */
const STATES: readonly (readonly [prefix: string, ...Meaning])[] = [
  ['08', 'unreachable'],
  [READ_ONLY, 'unreachable', 'the database takes no writes: DATABASE_URL leads to a standby, or it was set read-only'],
  ['25P03', 'unreachable'],
  // A matter of this worker, not of a connection whose credentials somebody must mend: it goes on with the worker that has the right ones.
  ['28', 'unreachable', 'the database refuses the credentials of DATABASE_URL'],
  ['3D000', 'misconfigured'],
  ['3F000', 'misconfigured'],
  ['40', 'unreachable'],
  ['42501', 'misconfigured'],
  ['42703', 'misconfigured'],
  ['42P01', 'misconfigured'],
  ['53100', 'unreachable', 'the disk of the database is full: make room there'],
  ['53300', 'unreachable', 'the database takes no more connections: raise its max_connections, or run fewer workers'],
  ['53', 'unreachable', 'the database is short of memory or of another resource: see its log'],
  ['55P03', 'unreachable', 'the database waited too long for a lock: see its lock_timeout'],
  ['57014', 'unreachable', 'the database ended a statement before its end: see its statement_timeout'],
  ['57P', 'unreachable'],
  ['58', 'unreachable', 'the machine of the database fails it: see its log'],
];

/** What a driver's error means. The driver's own text names values of rows, so it is kept apart as vendor text and never as the cause. */
export function storeFault(error: unknown): unknown {
  if (error instanceof SyncError || !isError(error)) return error;
  const { code, constraint } = error as Error & { readonly code?: string; readonly constraint?: string };
  if (code === '23505' && constraint !== undefined && constraint in UNIQUE_LAWS) return clash(constraint as UniqueLaw);
  const meaning = meaningOf(error.message, code);
  if (meaning === null) return error;
  const [kind, advice = ADVICE[kind]] = meaning;
  return new SyncError(kind, advice, {
    system: 'postgres',
    vendorText: error.message,
    ...(code === undefined ? {} : { code }),
  });
}

function meaningOf(message: string, code: string | undefined): Meaning | null {
  if (code === undefined) return LOST.test(message) ? ['unreachable'] : null;
  if (NETWORK.has(code)) return ['unreachable'];
  if (!/^[0-9A-Z]{5}$/.test(code)) return null;
  const [, ...meaning] = STATES.find(([prefix]) => code.startsWith(prefix)) ?? [code, 'broken'];
  return meaning;
}

/** Whether the session itself is of no more use after this error, though it still answers. */
export function endsSession(error: unknown): boolean {
  return error instanceof SyncError && error.detail.system === 'postgres' && error.detail.code === READ_ONLY;
}

/** pg gives these no code. */
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query read timeout)/;

/** Not `instanceof`: errors of node's own sockets may come from another realm than ours. */
function isError(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}
