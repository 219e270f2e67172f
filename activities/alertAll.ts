import { SyncError } from '../src/domain/faults.js';
import { manyOptOuts } from '../src/domain/guard.js';
import { alert } from './alert.js';
import type { RunRef } from './contract.js';
import type { Deps } from './deps.js';
import type { Lane } from './lane.js';
import { weigh } from './weigh.js';

/** Tells a person of what waits for them once the run is over, and of what does not any more. */
export async function alertAll(
  deps: Deps,
  lane: Lane,
  at: RunRef,
  { held, inbox }: { readonly held: number; readonly inbox: number },
): Promise<void> {
  const { connection } = at;
  const open = await deps.store.alerts(connection);
  const [hold] = held > 0 ? await deps.store.holds(connection) : [];
  await alert(deps, { connection, kind: 'held', on: held > 0, n: held, hash: hold?.hash ?? null }, open);
  await unlessUnopened(async () => {
    const most = (await deps.open(connection, at.version)).connection.alerts.inbox;
    await alert(deps, { connection, kind: 'inbox', on: most !== null && inbox > most, n: inbox }, open);
    if (open.has('optOuts') && manyOptOuts(await weigh(deps, lane, at)) === 0)
      await alert(deps, { connection, kind: 'optOuts', on: false }, open);
  });
}

/** Where the connection cannot be opened just now it cannot be told: a run that is over does not fail for that. */
async function unlessUnopened(tell: () => Promise<void>): Promise<void> {
  try {
    await tell();
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
  }
}
