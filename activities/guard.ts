import type { Progress } from '../src/domain/cycle.js';
import { holdOf, manyOptOuts } from '../src/domain/guard.js';
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
    const [{ links }, settled] = await Promise.all([
      deps.store.tallies(at.connection),
      deps.store.hasSettled(at.connection),
    ]);
    const hash = holdOf(at.connection, at.run);
    const { ask, held } = await lane.tx(async (tx) => {
      const counts = await tx.counted(hash);
      const ask = { counts, limits: connection.limits, links, first: !settled };
      const tripped = deps.protocol.trips(ask);
      return { ask, held: tripped.length === 0 ? 0 : await tx.hold(tripped, hash) };
    });
    const optOuts = manyOptOuts(ask);
    if (optOuts > 0) deps.log.warn('guard.optOuts', { connection: at.connection, run: at.run, rows: optOuts, links });
    if (held > 0) deps.log.warn('guard.held', { connection: at.connection, run: at.run, rows: held, hash });
    return { done: true, handled: held };
  };
