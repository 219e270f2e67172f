import { ApplicationFailure, CancelledFailure, CompleteAsyncError } from '@temporalio/activity';
import { KINDS, SyncError } from '../src/domain/faults.js';
import { Fenced } from '../src/ports/store.js';

/** Longer waits than this are the workflow's (a durable timer): an activity in back-off hides from the operator that nothing moves. */
const LONGEST_RETRY_DELAY = 120_000;
/** A mistake of ours repeats itself; a hiccup of the machine does not. */
const TRIES_OF_THE_UNEXPECTED = 4;

/** What a failure carries besides its type. Nothing of a vendor's text, nothing of a person. */
export interface FaultDetails {
  readonly kind: string;
  readonly system: string;
  readonly code: string | null;
  readonly retryAfterMs: number | null;
}

/**
 * What an activity threw, in Temporal's words: the only place that translates. Type = kind; retried only where KINDS says so, and not when the vendor
 * asks for more than two minutes. What is no SyncError is told by its class name alone: its message may quote anything.
 * @param attempt of the activity, from 1
 */
export function toFailure(error: unknown, activity: string, attempt: number): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure || error instanceof CompleteAsyncError)
    return error;
  if (error instanceof SyncError) return ofSyncError(error);
  // Taken over by a later attempt of the same lane: the attempt that is alive takes the lane back by being tried again.
  const fenced = error instanceof Fenced;
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return ApplicationFailure.create({
    type: fenced ? 'fenced' : 'broken',
    message: fenced
      ? `${activity} lost its lane to another attempt`
      : `${activity} failed unexpectedly (${name}); the worker's log has the place`,
    nonRetryable: attempt >= TRIES_OF_THE_UNEXPECTED,
    details: [
      { kind: 'broken', system: 'tandem', code: fenced ? 'fenced' : name, retryAfterMs: null } satisfies FaultDetails,
    ],
  });
}

function ofSyncError({ kind, message, detail }: SyncError): ApplicationFailure {
  const asked = detail.retryAfterMs ?? null;
  const details: FaultDetails = { kind, system: detail.system, code: detail.code ?? null, retryAfterMs: asked };
  const retried = KINDS[kind].then === 'retry' && (asked === null || asked <= LONGEST_RETRY_DELAY);
  return ApplicationFailure.create({
    type: kind,
    message,
    nonRetryable: !retried,
    details: [details],
    ...(retried && asked !== null ? { nextRetryDelay: asked } : {}),
  });
}
