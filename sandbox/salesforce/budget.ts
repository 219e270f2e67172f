import type { Org } from './org.js';

const HOUR = 3_600_000;
const WINDOW_HOURS = 24;

/** API calls of the last 24 hours, by the sandbox clock. */
export interface Budget {
  readonly used: number;
  count(): void;
  exceeded(): boolean;
  reset(): void;
}

export function createBudget(org: Org): Budget {
  let hours = new Map<number, number>();
  const hour = (): number => Math.floor(org.kit.clock.now() / HOUR);
  const used = (): number => {
    const oldest = hour() - WINDOW_HOURS;
    let sum = 0;
    for (const [at, count] of hours) {
      if (at <= oldest) hours.delete(at);
      else sum += count;
    }
    return sum;
  };
  return {
    get used() {
      return used();
    },
    count: () => {
      hours.set(hour(), (hours.get(hour()) ?? 0) + 1);
    },
    exceeded: () => used() >= org.settings.dailyApiRequests,
    reset: () => {
      hours = new Map();
    },
  };
}
