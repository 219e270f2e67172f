import type { Progress } from '../src/domain/cycle.js';
import { SyncError } from '../src/domain/faults.js';
import { callsOf } from './calls.js';
import type { RunRef } from './contract.js';
import type { Deps } from './deps.js';
import { takeLane } from './lane.js';
import type { Desk } from './planning/desk.js';
import { lookUp } from './planning/lookup.js';
import { planSlice } from './planning/planSlice.js';
import { readAgain } from './planning/readAgain.js';

const ROWS_A_SLICE = 500;
const ROWS_A_CALL = 4_000;

/**
 * Decides on staged people, slice by slice, and turns what differs into journal rows; then on links that must be read by id.
 * Idempotent: a slice is taken off the stage in the transaction that stores its plan.
 */
export const plan = (deps: Deps) =>
  async function plan(at: RunRef): Promise<Progress> {
    const lane = await takeLane(deps, at, 'plan');
    const { mapping } = lane.run;
    if (!mapping)
      throw new SyncError('broken', `run ${at.run} of ${at.connection} was not described`, { system: 'tandem' });
    const opened = await deps.open(at.connection, at.version);
    const desk: Desk = { deps, opened, lane, run: lane.run, mapping };
    const pulse = deps.pulse();
    const calls = callsOf(opened);
    let handled = 0;
    let done = false;
    while (!done && handled < ROWS_A_CALL && !pulse.stopping()) {
      const taken = (await planStaged(desk)) || (await readAgain(desk));
      done = taken === 0;
      handled += taken;
      pulse.beat({ object: 'people', done: handled });
      if (!done) deps.log.info('plan.slice', { connection: at.connection, run: at.run, rows: taken });
    }
    await lane.tx((tx) => tx.count({ calls: calls() }));
    return { done, handled };
  };

async function planStaged(desk: Desk): Promise<number> {
  const items = await desk.lane.tx((tx) => tx.nextStaged(ROWS_A_SLICE));
  if (items.length === 0) return 0;
  const lookup = await lookUp(desk, items);
  await desk.lane.tx((tx) => planSlice(tx, desk, items, lookup));
  return items.length;
}
