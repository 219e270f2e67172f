import type { Progress } from '../src/domain/cycle.js';
import { holdOf, manyOptOuts } from '../src/domain/guard.js';
import { alert } from './alert.js';
import type { RunRef } from './contract.js';
import type { Deps } from './deps.js';
import { takeLane } from './lane.js';
import { weigh } from './weigh.js';

/**
 * Compares what the whole run intends with the connection's limits, before any of it goes out: the planned rows of a tripped kind become held under the
 * run's hash, all others go on. Idempotent: what is held counts on, so a kind that tripped stays so.
 */
export const guard = (deps: Deps) =>
  async function guard(at: RunRef): Promise<Progress> {
    const lane = await takeLane(deps, at, 'guard');
    const hash = holdOf(at.connection, at.run);
    const ask = await weigh(deps, lane, at);
    const tripped = deps.protocol.trips(ask);
    const held = tripped.length === 0 ? 0 : await lane.tx((tx) => tx.hold(tripped, hash));
    const optOuts = manyOptOuts(ask);
    if (optOuts > 0)
      deps.log.warn('guard.optOuts', { connection: at.connection, run: at.run, rows: optOuts, links: ask.links });
    // That it is over is said by `settle`.
    if (optOuts > 0) await alert(deps, { connection: at.connection, kind: 'optOuts', on: true, n: optOuts });
    if (held > 0) deps.log.warn('guard.held', { connection: at.connection, run: at.run, rows: held, hash });
    return { done: true, handled: held };
  };
