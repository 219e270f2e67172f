import { ActivityFailure, ApplicationFailure, TemporalFailure, TimeoutFailure } from '@temporalio/common';
import { KINDS, type Kind } from '../src/domain/faults.js';

export interface Fault {
  readonly kind: Kind;
  /** Ours, without anything of a person (activities/fault.ts). */
  readonly message: string;
  readonly retryAfterMs: number | null;
}

/** What stopped an activity. Throws again what is no failure of an activity: a mistake in the workflow itself must show as such. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof TemporalFailure)) throw error;
  let timedOut = false;
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof ApplicationFailure) return ofFailure(at);
    timedOut ||= at instanceof TimeoutFailure;
  }
  const activity = error instanceof ActivityFailure ? error.activityType : 'the workflow';
  return timedOut
    ? { kind: 'unreachable', message: `${activity} did not come to an end in its time`, retryAfterMs: null }
    : { kind: 'broken', message: `${activity} ended without saying why`, retryAfterMs: null };
}

function ofFailure({ type, message, details }: ApplicationFailure): Fault {
  const [detail] = (details ?? []) as readonly ({ retryAfterMs?: number | null } | undefined)[];
  const kind = type !== null && type !== undefined && type in KINDS ? (type as Kind) : 'broken';
  return { kind, message, retryAfterMs: detail?.retryAfterMs ?? null };
}
