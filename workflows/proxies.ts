import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/contract.js';

/**
 * One activity's part of a run. Attempts, not time, bound an outage: a dozen of them take some four minutes, then the run is stopped as `unreachable`
 * and the connection waits by a timer. A worker that is down for a while costs no attempt.
 */
const WORK = {
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '6 hours',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds', maximumAttempts: 12 },
} as const satisfies ActivityOptions;

/** Answers someone who waits: what has not come right by then becomes the connection's state. */
const LOOK = {
  ...WORK,
  startToCloseTimeout: '45 seconds',
  scheduleToCloseTimeout: '75 seconds',
  retry: { ...WORK.retry, maximumAttempts: 4 },
} as const satisfies ActivityOptions;

/** The store alone. */
const NOTE = {
  ...WORK,
  startToCloseTimeout: '15 seconds',
  scheduleToCloseTimeout: '45 seconds',
  retry: { ...WORK.retry, maximumAttempts: 4 },
} as const satisfies ActivityOptions;

/** Every activity's timeouts and retries. Which faults are retried at all is said by the kind (src/domain/faults.ts). */
export const OPTIONS = {
  check: LOOK,
  probe: { ...LOOK, scheduleToCloseTimeout: '5 minutes', retry: { ...LOOK.retry, maximumAttempts: 6 } },
  nextRun: NOTE,
  publish: NOTE,
  describe: WORK,
  collect: WORK,
  gather: WORK,
  resolve: WORK,
  follow: WORK,
  plan: WORK,
  guard: WORK,
  write: WORK,
  reopen: WORK,
  settle: WORK,
  // Many thousand rows may be rejected; for `reject` someone waits.
  reject: { ...NOTE, startToCloseTimeout: '10 minutes', scheduleToCloseTimeout: '15 minutes' },
  watch: { ...NOTE, startToCloseTimeout: '10 minutes', scheduleToCloseTimeout: '15 minutes' },
  // A run without its end in the store keeps whoever asked for it waiting: the store may be away for an hour.
  stop: { ...WORK, retry: { ...WORK.retry, maximumAttempts: 120 } },
} as const satisfies Record<keyof Activities, ActivityOptions>;

/** Schedules an activity and waits for its end, also when it is cancelled: the batch in flight ends before anything else begins. */
export function perform<Name extends keyof Activities>(
  name: Name,
  summary: string,
  at: Parameters<Activities[Name]>[0],
): ReturnType<Activities[Name]> {
  const proxies = proxyActivities<Activities>({
    ...OPTIONS[name],
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    summary,
  });
  const call = proxies[name] as unknown as (at: Parameters<Activities[Name]>[0]) => ReturnType<Activities[Name]>;
  return call(at);
}
