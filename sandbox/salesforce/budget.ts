import { createDailyCount } from './dailyCount.js';
import type { Org } from './org.js';

/** API calls of the last 24 hours, by the sandbox clock. */
export interface Budget {
  readonly used: number;
  count(): void;
  exceeded(): boolean;
  reset(): void;
}

export function createBudget(org: Org): Budget {
  const calls = createDailyCount(org);
  return {
    get used() {
      return calls.used;
    },
    count: () => calls.add(),
    exceeded: () => calls.used >= org.settings.dailyApiRequests,
    reset: () => calls.reset(),
  };
}
