import type { Progress } from '../src/domain/cycle.js';
import { enoughLinks, holdOf, manyOptOuts } from '../src/domain/guard.js';
import { alert } from './alert.js';
import type { RunRef } from './contract.js';
import type { Deps } from './deps.js';
import { takeLane } from './lane.js';

/**
 * Compares what the whole run intends with the connection's limits, before any of it goes out: the planned rows of a tripped kind become held under the
 * run's hash, all others go on. Idempotent: what is held counts on, so a kind that tripped stays so.
 */
export const guard = (deps: Deps) =>
  async function guard(at: RunRef): Promise<Progress> {
    const lane = await takeLane(deps, at, 'guard');
    const { connection } = await deps.open(at.connection, at.version);
    const { limits } = connection;
    const hash = holdOf(at.connection, at.run);
    // Nothing but a plan of this run adds to them, and none is being made now.
    const counts = await lane.tx((tx) => tx.counted(hash));
    const [links, settled] = await Promise.all([
      deps.store.linked(at.connection, enoughLinks(counts, limits)),
      deps.store.hasSettled(at.connection),
    ]);
    const ask = { counts, limits, links, first: !settled };
    const tripped = deps.protocol.trips(ask);
    const held = tripped.length === 0 ? 0 : await lane.tx((tx) => tx.hold(tripped, hash));
    const optOuts = manyOptOuts(ask);
    if (optOuts > 0) deps.log.warn('guard.optOuts', { connection: at.connection, run: at.run, rows: optOuts, links });
    await alert(deps, { connection: at.connection, kind: 'optOuts', on: optOuts > 0, n: optOuts });
    if (held > 0) deps.log.warn('guard.held', { connection: at.connection, run: at.run, rows: held, hash });
    return { done: true, handled: held };
  };
