import { lagDue } from '../src/domain/lag.js';
import { dueAt, type Memory, type Queued, scheduledAt, waitingOf } from './state.js';

/** While a run is under way, how often the connection makes sure that it still is: someone may have terminated it. */
export const WATCH_MS = 10 * 60_000;

export type Next =
  | { readonly kind: 'end' }
  | { readonly kind: 'start'; readonly queued: Queued }
  /** Ask for the schedule: never done, or the file changed. */
  | { readonly kind: 'schedule' }
  | { readonly kind: 'probe' }
  /** Look at what waits for a person: due at any time, see `lookDue`. */
  | { readonly kind: 'watch' }
  /** Try the credentials again. */
  | { readonly kind: 'check' }
  /** The waiting is over. */
  | { readonly kind: 'open' }
  /** @param until epoch ms; null: for a message */
  | { readonly kind: 'wait'; readonly until: number | null };

/** What a connection does next: the whole of its behaviour between two messages, pure. */
export function decide(memory: Memory, now: number): Next {
  const { closed, paused, running, wanted } = memory;
  if (running) return { kind: 'wait', until: now + WATCH_MS };
  if (memory.removing) return { kind: 'end' };
  if (memory.examining) return { kind: 'wait', until: null };
  const queued = wanted.find(({ evenPaused, waits }) => (!paused || evenPaused) && (waits?.until ?? 0) <= now);
  if (queued && !closed) return { kind: 'start', queued };
  if (paused) return { kind: 'wait', until: null };
  if (closed) {
    if (closed.until === null || closed.until > now) return { kind: 'wait', until: closed.until };
    return { kind: closed.state === 'needsAuth' ? 'check' : 'open' };
  }
  if (!memory.ready) return { kind: 'schedule' };
  const scheduled = scheduledAt(memory);
  return scheduled !== null && scheduled <= now ? { kind: 'probe' } : { kind: 'wait', until: dueAt(memory) };
}

/** When what waits for a person must be looked at, whatever else the connection does or waits for; epoch ms, null: nothing waits. */
export function lookDue(memory: Memory, now: number): number | null {
  const { removing, lookAt, lagMs, inStepAt, lateOf } = memory;
  if (removing) return null;
  const behind = lagDue({ at: now, lagMs, inStepAt, behindSince: behindSince(memory), told: lateOf !== null, lateOf });
  return behind === null || lookAt === null ? (behind ?? lookAt) : Math.min(behind, lookAt);
}

/** Since when the connection is not just idle until its next time, epoch ms; null: it is. A run that nothing went before counts from its own begin. */
export function behindSince(memory: Memory): number | null {
  const { running, wanted, paused, closed, failures, inStepAt, since } = memory;
  const again = failures > 0 && (running !== null || wanted.length > 0);
  if (paused || closed || waitingOf(memory) || again || (running?.stops ?? 0) > 0) return inStepAt;
  return running ? since : null;
}
