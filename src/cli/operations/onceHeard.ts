import { SyncError } from '../../domain/faults.js';
import type { Desk } from './desk.js';

/** A connection hears of its run's end within a second, or once a worker that was killed is back. */
const HEARD_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 250;

/**
 * Sends an answer to what is held under a hash. The store has it a moment before the connection hears of it: an answer that was refused meanwhile is sent again.
 * Throws as `send` does.
 */
export async function onceHeard<T>(
  { store, engine, now, sleep }: Desk,
  id: string,
  hash: string,
  send: () => Promise<T>,
): Promise<T> {
  for (const until = now() + HEARD_WITHIN_MS; ;) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof SyncError && error.kind === 'refused') || now() >= until) throw error;
      const isHeld = (await store.holds(id)).some((hold) => hold.hash === hash);
      const heard = (await engine.status(id))?.holds.includes(hash) === true;
      if (!isHeld || heard) throw error;
    }
    await sleep(ASK_EVERY_MS);
  }
}
