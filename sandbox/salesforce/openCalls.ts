import type { Org } from './org.js';

/** Calls being answered. Those open for longer than `longCallMs` count against the org's concurrent limit. Source: API Request Limits and Allocations. */
export interface OpenCalls {
  /** A call arrives; whether it may be let in. */
  enter(call: object): boolean;
  leave(call: object): void;
  reset(): void;
}

export function createOpenCalls(org: Org): OpenCalls {
  const open = new Map<object, number>();
  return {
    enter: (call) => {
      // Real time: the sandbox's clock may be moved while a call is open.
      const now = performance.now();
      let long = 0;
      for (const since of open.values()) if (now - since >= org.settings.longCallMs) long += 1;
      if (long >= org.settings.concurrentApiRequests) return false;
      open.set(call, now);
      return true;
    },
    leave: (call) => {
      open.delete(call);
    },
    reset: () => open.clear(),
  };
}
