import { SyncError } from '../../domain/faults.js';
import type { ConnectionState } from '../../../workflows/messages.js';
import type { Desk } from './desk.js';
import { knownConnection } from './knownConnection.js';

export interface Paused {
  readonly id: string;
  /** `pausing`: a call that was under way has not come back yet; none begins after it. */
  readonly state: Extract<ConnectionState, 'paused' | 'pausing'>;
}

const LOOK_EVERY_MS = 250;
/** Longer than any call to a vendor may take: whoever has not stopped by then is only waiting for an answer. */
const STOPPED_WITHIN_MS = 120_000;
const SILENT_MS = 60_000;

/**
 * Pauses a connection, in the middle of a run too, and waits until no new batch or job can begin. Idempotent.
 * SyncError `unreachable` when no worker answers: the pause is recorded and holds from the moment one starts.
 */
export async function pauseConnection(
  { store, engine, now, sleep }: Desk,
  id: string,
  reason: string | null,
): Promise<Paused> {
  await knownConnection(store, id);
  await engine.pause(id, reason);
  const began = now();
  let heard = began;
  for (;;) {
    const status = await engine.status(id);
    if (status?.state === 'paused') return { id, state: 'paused' };
    if (status !== null) heard = now();
    else if (now() - heard > SILENT_MS)
      throw new SyncError(
        'unreachable',
        `the pause of ${id} is recorded, but no worker answers: it holds from the moment one starts`,
        { system: 'temporal' },
      );
    if (status?.state === 'pausing' && now() - began > STOPPED_WITHIN_MS) return { id, state: 'pausing' };
    await sleep(LOOK_EVERY_MS);
  }
}
