import type { Progress } from '../src/domain/cycle.js';
import type { RunRef } from './contract.js';
import type { Deps } from './deps.js';
import { planSlices } from './planning/planSlices.js';
import { planStaged } from './planning/planStaged.js';

/** Plans whoever goes before the others: opted out, gone, or become someone else (R-ALL-8; protocol 4.3). Idempotent as `plan` is. */
export const follow = (deps: Deps) =>
  async function follow(at: RunRef): Promise<Progress> {
    return planSlices(deps, at, (desk) => planStaged(desk, 'first'), 'urgent');
  };
