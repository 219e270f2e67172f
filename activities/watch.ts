import { SyncError } from '../src/domain/faults.js';
import { expiresAt, REMIND_AFTER_MS } from '../src/domain/holding.js';
import { isLate } from '../src/domain/lag.js';
import { alert, type Open } from './alert.js';
import type { Activities, Watch } from './contract.js';
import type { Deps } from './deps.js';
import { waiting } from './waiting.js';

/** When a person who could not be told is to be told again. */
const TELL_AGAIN_MS = 10 * 60_000;
/** When a file that could not be read is to be read again. */
const READ_AGAIN_MS = 60 * 60_000;

/**
 * Looks at what only waits, from the store alone and whether runs come or not: reminds of held rows, rejects those that nobody answered in their time, tells
 * of a lag that is too long and that it is over. Idempotent, but that a person may be told twice.
 */
export const watch = (deps: Deps): Activities['watch'] =>
  async function watch(asked) {
    const { connection, at } = asked;
    const clocked = { ...deps, now: () => at };
    const open = await deps.store.alerts(connection);
    const expired = await expire(clocked, connection, open);
    const left = await waiting(deps, connection);
    const { held, holds } = left;
    await alert(clocked, { connection, kind: 'held', on: held > 0, n: held, hash: holds[0] ?? null }, open);
    const { unread, ...lag } = await lagOf(clocked, asked, open);
    const lookAt = await nextLook(deps, asked, { held: held > 0, expired, lag: lag.late, unread });
    return { ...left, ...lag, lookAt };
  };

/** Rejects what nobody answered in its time; says whether anybody is listed as such, and by an alert how many. */
async function expire(deps: Deps, connection: string, open: Open): Promise<boolean> {
  const { store, log, now } = deps;
  const due = (await store.holds(connection)).filter((hold) => expiresAt(hold) <= now());
  for (const { hash } of due)
    log.warn('guard.expired', { connection, rows: await store.reject(connection, hash, 'expired'), hash });
  // Each time is told of for itself.
  if (due.length > 0) await store.endAlert(connection, 'expired');
  else if (!open.has('expired')) return false;
  const n = (await store.inbox(connection, ['waiting'])).filter(({ cause }) => cause === 'expired').length;
  await alert(deps, { connection, kind: 'expired', on: n > 0, n });
  return n > 0;
}

async function lagOf(deps: Deps, asked: Watch, open: Open) {
  const { connection, at, behindSince, lateOf } = asked;
  const read = await allowedLag(deps, asked);
  const lagMs = read === undefined ? asked.lagMs : read;
  const { last, firstTried } = await deps.store.inStep(connection);
  const inStepAt = last ?? firstTried;
  const late = isLate({ at, lagMs, inStepAt, behindSince, told: open.has('lag'), lateOf });
  await alert(
    deps,
    { connection, kind: 'lag', on: late, n: late && inStepAt !== null ? secondsOf(at - inStepAt) : null },
    open,
  );
  return { lagMs, inStepAt, late, unread: read === undefined };
}

/** undefined: the file's references cannot be resolved just now. */
async function allowedLag(deps: Deps, { connection, version }: Watch): Promise<number | null | undefined> {
  try {
    return (await deps.open(connection, version)).connection.alerts.lagMs;
  } catch (error) {
    if (error instanceof SyncError) return undefined;
    throw error;
  }
}

async function nextLook(
  { store }: Deps,
  { connection, at }: Watch,
  stands: { readonly held: boolean; readonly expired: boolean; readonly lag: boolean; readonly unread: boolean },
): Promise<number | null> {
  const told = await store.alerts(connection);
  const untold = (['held', 'expired', 'lag'] as const).some((kind) => stands[kind] && !told.has(kind));
  const reminded = told.get('held');
  const all = [
    ...(await store.holds(connection)).map(expiresAt),
    ...(stands.held && reminded !== undefined ? [reminded + REMIND_AFTER_MS] : []),
    // To see that it is over.
    ...(stands.expired ? [at + REMIND_AFTER_MS] : []),
    ...(stands.unread ? [at + READ_AGAIN_MS] : []),
    ...(untold ? [at + TELL_AGAIN_MS] : []),
  ];
  return all.length === 0 ? null : Math.min(...all);
}

const secondsOf = (ms: number): number => Math.round(ms / 1_000);
