import type { Desk } from './desk.js';
import { knownConnection } from './knownConnection.js';

/** Ends a connection: its workflow first, so that nothing writes any more, then its place in the store. No person of either system is touched. */
export async function removeConnection(
  { store, engine }: Pick<Desk, 'store' | 'engine'>,
  id: string,
): Promise<{ readonly id: string; readonly removed: true }> {
  await knownConnection(store, id);
  await engine.remove(id);
  await store.removeConnection(id);
  return { id, removed: true };
}
