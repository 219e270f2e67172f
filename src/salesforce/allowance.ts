import { SyncError } from '../domain/faults.js';
import type { Budget } from '../ports/crm.js';

/** The org's daily calls, and the share of them at which this connection stops. */
export interface Allowance {
  budget(): Budget | null;
  /** Takes over an answer's headers. */
  heard(headers: Readonly<Record<string, string>>): void;
  /** Must the newest figures be asked for before anything else is? So that a connection over its share notices when calls come back. */
  isStale(): boolean;
  /** Throws SyncError `quota` while the org's calls are used beyond the share. */
  check(): void;
}

/** How old figures over the share may be. Also what the workflow is told to wait. */
const LOOK_AGAIN_MS = 15 * 60_000;

/** @param share of the org's daily calls, 0 to 1; whoever made them, so that the rest is left to the customer */
export function allowance(share: number): Allowance {
  let told: { readonly budget: Budget; readonly at: number } | null = null;
  const isOver = () => told !== null && told.budget.used >= told.budget.limit * share;
  return {
    budget: () => told?.budget ?? null,
    heard: (headers) => {
      // "api-usage=18/15000", perhaps followed by "; per-app-api-usage=17/250(appName=…)"
      const usage = /(?:^|[;,\s])api-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '');
      if (usage) told = { budget: { used: Number(usage[1]), limit: Number(usage[2]) }, at: performance.now() };
    },
    isStale: () => isOver() && told !== null && performance.now() - told.at >= LOOK_AGAIN_MS,
    check: () => {
      if (!isOver() || told === null) return;
      const { used, limit } = told.budget;
      throw new SyncError(
        'quota',
        `${used} of the org's ${limit} daily calls are used: more than salesforce.apiShare (${Math.round(share * 100)}%) lets this connection add to`,
        {
          system: 'salesforce',
          code: 'API_SHARE',
          retryAfterMs: LOOK_AGAIN_MS,
        },
      );
    },
  };
}
