import type { Desk } from './desk.js';
import { knownConnection } from './knownConnection.js';
import { onceHeard } from './onceHeard.js';

/** Has what is held under a hash left unwritten; says how many rows that were. SyncError `refused` for a hash under which nothing is held. */
export async function rejectHeld(desk: Desk, id: string, hash: string): Promise<number> {
  await knownConnection(desk.store, id);
  return onceHeard(desk, id, hash, () => desk.engine.reject(id, hash));
}
