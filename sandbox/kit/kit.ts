import { createCalls, type Calls } from './calls.js';
import { createClock } from './clock.js';
import { createFaults, type Faults } from './faults.js';
import { createRandom } from './random.js';
import type { Kit } from './types.js';
import { createWriteLog } from './writeLog.js';

/** Everything the systems share, and what the server around them and the control need of it. */
export interface Workshop {
  readonly kit: Kit;
  readonly calls: Calls;
  readonly faults: Faults;
  /** Clock, write log, calls, faults and chance as they were at the start. */
  reset(): void;
}

const SEED = 20;

export function createKit(real?: () => number): Workshop {
  const clock = createClock(real);
  const writes = createWriteLog(clock);
  const calls = createCalls();
  const faults = createFaults();
  let random = createRandom(SEED);
  return {
    kit: { clock, writes, rows: faults.rows, random: () => random() },
    calls,
    faults,
    reset: () => {
      clock.reset();
      writes.reset();
      calls.clear();
      faults.clear();
      random = createRandom(SEED);
    },
  };
}
