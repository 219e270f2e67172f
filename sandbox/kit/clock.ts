import type { Clock } from './types.js';

/** Real time plus what tests advanced. `real` is given by tests that need a still clock. */
export function createClock(real: () => number = Date.now): Clock {
  let ahead = 0;
  return {
    now: () => real() + ahead,
    advance: (ms) => {
      ahead += ms;
    },
    reset: () => {
      ahead = 0;
    },
  };
}
