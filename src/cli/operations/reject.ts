import type { Desk } from './desk.js';
import { knownConnection } from './knownConnection.js';

/** Has what is held under a hash left unwritten; says how many rows that were. SyncError `refused` for a hash under which nothing is held. */
export async function rejectHeld(
  { store, engine }: Pick<Desk, 'store' | 'engine'>,
  id: string,
  hash: string,
): Promise<number> {
  await knownConnection(store, id);
  return engine.reject(id, hash);
}
