import { enoughLinks, type GuardAsk, holdOf } from '../src/domain/guard.js';
import type { RunRef } from './contract.js';
import type { Deps } from './deps.js';
import type { Lane } from './lane.js';

/** What the run intends, or intended, beside what the connection's limits are shares of. */
export async function weigh(deps: Deps, lane: Lane, at: RunRef): Promise<GuardAsk> {
  const { connection } = await deps.open(at.connection, at.version);
  const { limits } = connection;
  // Nothing but a plan of this run adds to them, and none is being made now.
  const counts = await lane.tx((tx) => tx.counted(holdOf(at.connection, at.run)));
  const [links, settled] = await Promise.all([
    deps.store.linked(at.connection, enoughLinks(counts, limits)),
    deps.store.hasSettled(at.connection),
  ]);
  return { counts, limits, links, first: !settled };
}
