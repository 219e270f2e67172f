import { SyncError } from '../domain/faults.js';
import { mostCalls, type Purpose } from '../domain/purpose.js';
import type { Budget } from '../ports/crm.js';

/** The org's daily calls as its last answer told them: one for all connections of an org in this process. */
export interface Usage {
  budget(): Budget | null;
  /** Takes over an answer's headers. */
  heard(headers: Readonly<Record<string, string>>): void;
}

/** Whether a call may go out. */
export interface Allowance {
  /** Throws SyncError `quota` while the org's calls are used beyond what this purpose may add to; before it does, the org is asked whether that is still so. */
  admit(purpose: Purpose): Promise<void>;
  /** The same for work that has not begun. */
  mayBegin(purpose: Purpose): Promise<void>;
}

/** The day's calls come back within a rolling day. Also what the workflow is told to wait. */
const LOOK_AGAIN_MS = 15 * 60_000;

const FOR: Readonly<Record<Purpose, string>> = {
  urgent: 'opt-outs',
  onDemand: 'what was asked for',
  changes: 'changes',
  backfill: 'reading everything',
};

export function usage(): Usage {
  let told: Budget | null = null;
  return {
    budget: () => told,
    heard: (headers) => {
      // "api-usage=18/15000", perhaps followed by "; per-app-api-usage=17/250(appName=…)"
      const figures = /(?:^|[;,\s])api-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '');
      if (figures) told = { used: Number(figures[1]), limit: Number(figures[2]) };
    },
  };
}

/**
 * @param share of the org's daily calls, 0 to 1; whoever made them, so that the rest is left to the customer
 * @param look makes the org tell its newest figures: one call. Whoever is refused stops for a while, so it is rarely asked
 */
export function allowance({ budget }: Usage, share: number, look: () => Promise<unknown>): Allowance {
  let looking: Promise<unknown> | null = null;
  const over = (purpose: Purpose, at: 'begins' | 'ends'): Budget | null => {
    const told = budget();
    return told !== null && told.used >= mostCalls(purpose, at, share, told.limit) ? told : null;
  };
  const check = async (purpose: Purpose, at: 'begins' | 'ends') => {
    if (over(purpose, at) === null) return;
    looking ??= look().finally(() => (looking = null));
    await looking;
    const told = over(purpose, at);
    if (told !== null) throw refused(purpose, at, share, told);
  };
  return {
    admit: (purpose) => check(purpose, 'ends'),
    mayBegin: (purpose) => check(purpose, 'begins'),
  };
}

function refused(purpose: Purpose, at: 'begins' | 'ends', share: number, { used, limit }: Budget): SyncError {
  const most = Math.floor(mostCalls(purpose, at, share, limit));
  const what = at === 'begins' ? `${FOR[purpose]} is not begun` : `${FOR[purpose]} must wait`;
  return new SyncError(
    'quota',
    `${used} of the org's ${limit} daily calls are used: from ${most} on ${what} (salesforce.apiShare is ${Math.round(share * 100)}%)`,
    { system: 'salesforce', code: 'API_SHARE', retryAfterMs: LOOK_AGAIN_MS },
  );
}
