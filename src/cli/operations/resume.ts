import { SyncError } from '../../domain/faults.js';
import type { ConnectionState } from '../../../workflows/messages.js';
import type { Desk } from './desk.js';
import { knownConnection } from './knownConnection.js';

const LOOK_EVERY_MS = 250;
const TAKEN_WITHIN_MS = 60_000;

/** Lets a paused connection go on, and waits until it does. Idempotent. SyncError `unreachable` when no worker answers: it goes on once one starts. */
export async function resumeConnection(
  { store, engine, now, sleep }: Desk,
  id: string,
): Promise<{ readonly id: string; readonly state: ConnectionState }> {
  await knownConnection(store, id);
  await engine.resume(id);
  for (const began = now(); now() - began < TAKEN_WITHIN_MS;) {
    const status = await engine.status(id);
    if (status !== null && !status.paused) return { id, state: status.state };
    await sleep(LOOK_EVERY_MS);
  }
  throw new SyncError(
    'unreachable',
    `no worker answers: ${id} goes on once one starts (\`tandem up\` or \`tandem worker\`)`,
    { system: 'temporal' },
  );
}
