import { performance } from 'node:perf_hooks';
import { Context } from '@temporalio/activity';
import type { Pulse } from '../src/ports/pulse.js';

/** For activities without a heartbeat timeout (workflows/proxies.ts): the one the others have. */
const USUAL_TIMEOUT = 20_000;
/** A call to a vendor may take longer than the timeout: meanwhile the timer beats. */
const BEAT_EVERY = 4_000;
/** So soon a wait hears that it is enough. */
const LONGEST_NAP = 500;

interface Life {
  readonly pulse: Pulse;
  last: { readonly object: string; readonly done: number };
}

const lives = new WeakMap<Context, Life>();

/** The pulse of the activity that is running. Only inside `living`. */
export function currentPulse(): Pulse {
  const life = lives.get(Context.current());
  if (!life) throw new Error('no activity of ours is running here');
  return life.pulse;
}

/**
 * Runs an activity with a life sign: first beat at once, one every few seconds whatever it is doing, its own in between.
 * Whoever was silent for half the timeout (a suspended process, a blocked loop) is never fresh again, not even after it beats anew:
 * meanwhile another attempt may have begun, and an answer to the late beat would come too late to hold back a send (protocol 6.3).
 * @param shutdown aborted when the worker begins to drain: the batch in hand ends, none begins
 */
export async function living<T>(work: () => Promise<T>, shutdown?: AbortSignal): Promise<T> {
  const context = Context.current();
  const half = (context.info.heartbeatTimeoutMs ?? USUAL_TIMEOUT) / 2;
  const now = () => performance.now();
  let beaten = now();
  let lost = false;
  const fresh = () => {
    lost ||= now() - beaten >= half;
    return !lost;
  };
  const beat = (progress: Life['last']) => {
    if (fresh()) beaten = now();
    life.last = progress;
    context.heartbeat(progress);
  };
  const leaving = () => shutdown?.aborted === true || !fresh();
  const stopping = () => context.cancellationSignal.aborted || leaving();
  const idle = async (ms: number, enough: () => boolean) => {
    for (const until = now() + ms; now() < until && !enough();)
      await new Promise((go) => setTimeout(go, Math.min(LONGEST_NAP, until - now())));
  };
  const life: Life = { pulse: { half, now, beat, fresh, stopping, leaving, idle }, last: { object: '', done: 0 } };
  lives.set(context, life);
  beat(life.last);
  const timer = setInterval(() => beat(life.last), Math.min(BEAT_EVERY, half / 2));
  try {
    return await work();
  } finally {
    clearInterval(timer);
    lives.delete(context);
  }
}
