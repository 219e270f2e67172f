import type { Holder } from '../../src/ports/office.js';
import type { Desk } from './desk.js';

/**
 * R-ALL-17, "a conversion hands over": platform records that a connection of another object still holds for a lead that was converted pass to the connection
 * of its contacts, whichever of the two runs first. Returns what stays owned elsewhere.
 */
export async function stillOwned(desk: Desk, owned: readonly string[]): Promise<ReadonlySet<string>> {
  if (owned.length === 0) return new Set();
  const { deps, opened } = desk;
  const { objects, elsewhere } = opened.policy;
  const holders = await deps.store.holders(opened.account, opened.connection.id, owned);
  // Another connection of the same object keeps what is its own, whoever was converted into it.
  const foreign = holders.filter(({ synced }) => synced !== null && !objects.includes(synced) && synced in elsewhere);
  const waiting = foreign.flatMap((holder) => (isMoved(holder) ? [] : (holder.crm ?? [])));
  const read = waiting.length === 0 ? [] : await opened.crm.read([], waiting);
  const converted = new Set(read.filter((record) => record.convertedTo !== null).map(({ id }) => id));
  const free = foreign.filter((holder) => isMoved(holder) || converted.has(holder.crm ?? ''));
  const ids = free.map(({ platform }) => platform);
  const taken = new Set(await deps.store.takeOver(opened.account, opened.connection.id, ids));
  return new Set(owned.filter((id) => !taken.has(id)));
}

const isMoved = ({ object, synced }: Holder): boolean => object !== synced;
