import type { Lease } from '../src/ports/store.js';
import type { RunRow } from '../src/ports/stored.js';
import type { Tx } from '../src/ports/tx.js';
import type { RunRef } from './contract.js';
import type { Deps } from './deps.js';

/** One activity's right to write, and what it works on. */
export interface Lane {
  readonly lease: Lease;
  readonly run: RunRow;
  /** One transaction under this lane's lease. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** Takes the lane over from any earlier attempt: whatever that one still tries to store is refused from here on. */
export async function takeLane(deps: Deps, at: RunRef, name: string): Promise<Lane> {
  const lease = await deps.store.lease(at.connection, at.run, name);
  const tx = <T>(work: (tx: Tx) => Promise<T>) => deps.store.transaction(lease, work);
  return { lease, run: await tx((inside) => inside.run()), tx };
}
