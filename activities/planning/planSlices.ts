import type { Progress } from '../../src/domain/cycle.js';
import { SyncError } from '../../src/domain/faults.js';
import type { Purpose } from '../../src/domain/purpose.js';
import { callsOf } from '../calls.js';
import type { RunRef } from '../contract.js';
import type { Deps } from '../deps.js';
import { takeLane } from '../lane.js';
import { openFor, purposeIn } from '../openFor.js';
import type { Desk } from './desk.js';

const ROWS_A_CALL = 10_000;

/**
 * Plans slice by slice until nothing is left or the call has done its share.
 * @param next plans one slice, in a transaction that takes it off the stage; says of how many
 * @param purpose of the calls; null: the run's own
 */
export async function planSlices(
  deps: Deps,
  at: RunRef,
  next: (desk: Desk) => Promise<number>,
  purpose: Purpose | null = null,
): Promise<Progress> {
  const lane = await takeLane(deps, at, 'plan');
  const { mapping } = lane.run;
  if (!mapping)
    throw new SyncError('broken', `run ${at.run} of ${at.connection} was not described`, { system: 'tandem' });
  const opened = await openFor(deps, at, purpose ?? purposeIn(at, lane.run));
  const desk: Desk = { deps, opened, lane, run: lane.run, mapping };
  const pulse = deps.pulse();
  const calls = callsOf(opened);
  let handled = 0;
  let done = false;
  while (!done && handled < ROWS_A_CALL && !pulse.stopping()) {
    const taken = await next(desk);
    done = taken === 0;
    handled += taken;
    pulse.beat({ object: 'people', done: handled });
    if (!done) deps.log.info('plan.slice', { connection: at.connection, run: at.run, rows: taken });
  }
  if (handled > 0) await lane.tx((tx) => tx.count({ calls: calls() }));
  return { done, handled };
}
