import { expiresAt, REMIND_AFTER_MS } from '../src/domain/holding.js';
import { alert } from './alert.js';
import type { Activities } from './contract.js';
import type { Deps } from './deps.js';
import { waiting } from './waiting.js';

/** When a person who could not be told is to be told again. */
const TELL_AGAIN_MS = 10 * 60_000;

/**
 * Looks at what only waits, from the store alone and whether runs come or not: reminds of held rows, rejects those that nobody answered in their time.
 * Idempotent, but that a person may be told twice.
 */
export const watch = (deps: Deps): Activities['watch'] =>
  async function watch({ connection, at }) {
    const { store, log } = deps;
    let expired = 0;
    for (const hold of await store.holds(connection)) {
      if (expiresAt(hold) > at) continue;
      const rows = await store.reject(connection, hold.hash, 'expired');
      log.warn('guard.expired', { connection, rows, hash: hold.hash });
      expired += rows;
    }
    const left = await waiting(deps, connection);
    const clock = { ...deps, now: () => at };
    const before = await store.alerts(connection);
    if (left.held > 0 || before.has('held'))
      await alert(clock, { connection, kind: 'held', on: left.held > 0, n: left.held, hash: left.holds[0] ?? null });
    if (expired > 0) await store.endAlert(connection, 'expired');
    const people = expired > 0 || before.has('expired') ? await listedAsExpired(deps, connection) : 0;
    if (expired > 0 || before.has('expired'))
      await alert(clock, { connection, kind: 'expired', on: people > 0, n: people });
    return { ...left, lookAt: await nextLook(deps, { connection, at, expects: { held: left.held, expired: people } }) };
  };

async function listedAsExpired({ store }: Deps, connection: string): Promise<number> {
  return (await store.inbox(connection, ['waiting'])).filter(({ cause }) => cause === 'expired').length;
}

interface Ahead {
  readonly connection: string;
  readonly at: number;
  /** How many there are of what a person is told of. */
  readonly expects: { readonly held: number; readonly expired: number };
}

async function nextLook({ store }: Deps, { connection, at, expects }: Ahead): Promise<number | null> {
  const told = await store.alerts(connection);
  const ends = (await store.holds(connection)).map(expiresAt);
  const lastTold = told.get('held');
  const all = [
    ...ends,
    ...(expects.held === 0 ? [] : [lastTold === undefined ? at + TELL_AGAIN_MS : lastTold + REMIND_AFTER_MS]),
    // To see that it is over.
    ...(expects.expired === 0 ? [] : [at + (told.has('expired') ? REMIND_AFTER_MS : TELL_AGAIN_MS)]),
  ];
  return all.length === 0 ? null : Math.min(...all);
}
