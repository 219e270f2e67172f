import type { Alert, AlertKind } from '../src/domain/alerts.js';
import { SyncError } from '../src/domain/faults.js';
import { REMIND_AFTER_MS } from '../src/domain/holding.js';
import type { Deps } from './deps.js';

/** How one thing stands that a person may have to be told of. */
export interface Watched extends Partial<Pick<Alert, 'n' | 'hash'>> {
  readonly connection: string;
  readonly kind: AlertKind;
  readonly on: boolean;
}

export type Open = ReadonlyMap<AlertKind, number>;

/** What is reminded of, for as long as it stands. */
const AGAIN_AFTER_MS: Readonly<Partial<Record<AlertKind, number>>> = { held: REMIND_AFTER_MS };

/**
 * Tells a person when something begins, once until it is over, and of what waits for their answer once a day: a warning in the log, and the connection's webhook. One that could not be told is told when
 * somebody looks again. Never the run's trouble.
 * @param open what has begun, where the caller knows: what has not need not be ended
 */
export async function alert(
  { store, log, now, tell }: Pick<Deps, 'store' | 'log' | 'now' | 'tell'>,
  { connection, kind, on, n = null, hash = null }: Watched,
  open?: Open,
): Promise<void> {
  if (!on) return open?.has(kind) === false ? undefined : store.endAlert(connection, kind);
  const since = now();
  if (!(await store.beginAlert(connection, kind, since, AGAIN_AFTER_MS[kind] ?? Number.MAX_SAFE_INTEGER))) return;
  log.warn('alert', { connection, kind, n, hash });
  try {
    await tell?.({ connection, kind, since, n, hash });
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    await store.endAlert(connection, kind);
    log.warn('alert.untold', { connection, kind, fault: error.kind, code: error.detail.code ?? null });
  }
}
