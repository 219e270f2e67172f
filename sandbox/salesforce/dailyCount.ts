import type { Org } from './org.js';

const HOUR = 3_600_000;
const WINDOW_HOURS = 24;

/** How often something happened in the last 24 hours, by the sandbox clock. */
export interface DailyCount {
  readonly used: number;
  add(count?: number): void;
  reset(): void;
}

export function createDailyCount(org: Org): DailyCount {
  let hours = new Map<number, number>();
  const hour = (): number => Math.floor(org.kit.clock.now() / HOUR);
  return {
    get used() {
      const oldest = hour() - WINDOW_HOURS;
      let sum = 0;
      for (const [at, count] of hours) {
        if (at <= oldest) hours.delete(at);
        else sum += count;
      }
      return sum;
    },
    add: (count = 1) => {
      hours.set(hour(), (hours.get(hour()) ?? 0) + count);
    },
    reset: () => {
      hours = new Map();
    },
  };
}
