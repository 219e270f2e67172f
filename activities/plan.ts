import type { Progress } from '../src/domain/cycle.js';
import type { RunRef } from './contract.js';
import type { Deps } from './deps.js';
import { endAfterOptOuts } from './firstWindows.js';
import { planSlices } from './planning/planSlices.js';
import { planStaged } from './planning/planStaged.js';
import { readAgain } from './planning/readAgain.js';

/**
 * Decides on staged people, slice by slice, and turns what differs into journal rows; then on links that must be read by id.
 * Idempotent: a slice is taken off the stage in the transaction that stores its plan.
 */
export const plan = (deps: Deps) =>
  async function plan(at: RunRef): Promise<Progress> {
    const shared = await deps.store.isShared(at.connection);
    return planSlices(deps, at, async (desk) => {
      endAfterOptOuts(desk.run);
      // Whom another connection has handed over may be one with somebody who is planned next (R-ALL-17).
      const ahead = (await planStaged(desk, 'first')) || (shared ? await readAgain(desk) : 0);
      return ahead || (await planStaged(desk, 'new')) || readAgain(desk);
    });
  };
