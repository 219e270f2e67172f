import {
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  patched,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Opening } from '../activities/contract.js';
import { cycle, type Settled, type Steps } from '../src/domain/cycle.js';
import { runDetails } from './details.js';
import { noted } from './enqueue.js';
import { type Fault, faultOf } from './faultOf.js';
import * as messages from './messages.js';
import type { RunEnded } from './messages.js';
import { perform } from './proxies.js';

export interface RunInput extends Opening {
  readonly holding: boolean;
  /** Number of the hold told last. */
  readonly hold: number;
  /** Events of earlier continuations. */
  readonly events: number;
  readonly mostEvents: number;
}

/** What follows the settling in the history: its own end, the word to the connection, the workflow's end. */
const EVENTS_AFTER_SETTLING = 13;

/**
 * One run: one walk through the cycle, with a hold that reaches into running activities. It never fails for a fault of the systems: it ends as `stopped`
 * with the fault's kind, and says so to its connection. Everything it knows is in the store, so a continuation walks the cycle again and finds its place.
 */
export async function run(input: RunInput): Promise<RunEnded> {
  const { connection, version, run: number, mode, mostEvents } = input;
  const at = { connection, version, run: number, ...(input.asked === true ? { asked: true } : {}) };
  const root = CancellationScope.current();
  const phases = new Map<string, number>();
  const inFlight = new Set<CancellationScope>();
  let phase = 'begins';
  let { holding, hold } = input;
  let leaving = false;
  let failed = false;

  const show = () => setCurrentDetails(runDetails(phases, phase, holding ? 'is held' : 'goes on'));
  const events = () => input.events + workflowInfo().historyLength;
  const parent = getExternalWorkflowHandle(messages.connectionWorkflowId(connection));

  setHandler(
    messages.hold,
    (wish) => {
      holding = wish?.on ?? false;
      hold = wish?.hold ?? hold;
      if (holding) for (const scope of inFlight) scope.cancel();
      show();
    },
    {
      description:
        'Sent by the connection on pause and resume: {"on": true, "hold": number} ends the batch in flight and starts none',
    },
  );

  /** Waits until a new activity may begin. Never comes back once the run is about to continue as new, or has failed on another lane. */
  async function proceed(): Promise<void> {
    leaving ||= workflowInfo().continueAsNewSuggested || workflowInfo().historyLength >= mostEvents;
    if (leaving || failed) await condition(() => false);
    if (holding) await condition(() => !holding);
  }

  /** One activity. Cut off by a hold it is done again after it: every activity takes up where it left off. */
  async function act<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      await proceed();
      const scope = new CancellationScope();
      inFlight.add(scope);
      try {
        return await scope.run(work);
      } catch (error) {
        if (!isCancellation(error) || root.consideredCancelled || failed) throw error;
      } finally {
        inFlight.delete(scope);
      }
    }
  }

  const steps: Steps = {
    describe: () => act(() => perform('describe', 'both schemas', opening(input))),
    collect: (side) => act(() => perform('collect', `changes of ${side}`, { ...at, side })),
    gather: () => act(() => perform('gather', 'loose ends', at)),
    resolve: () => act(() => perform('resolve', 'unanswered writes', at)),
    // Runs begun before there was this step go on without it.
    follow: async () =>
      patched('follow') ? act(() => perform('follow', 'who goes first', at)) : { done: true, handled: 0 },
    plan: () => act(() => perform('plan', 'what to write', at)),
    guard: async () =>
      patched('guard') ? act(() => perform('guard', 'what is too many', at)) : { done: true, handled: 0 },
    write: (side, only) => act(() => perform('write', `to ${side}`, { ...at, side, ...(only ? { only } : {}) })),
    reopen: () => act(() => perform('reopen', 'windows again', at)),
    settle: () =>
      act(() => perform('settle', 'cursors and outcome', { ...at, historyEvents: events() + EVENTS_AFTER_SETTLING })),
  };

  /** Tells the connection each time the run stands still or goes on again. A connection that is gone is no matter. */
  async function tellOfHolds(): Promise<never> {
    let said = { run: number, paused: false, hold };
    for (;;) {
      await condition(() => said.paused !== holding || said.hold !== hold);
      await condition(() => !holding || inFlight.size === 0);
      said = { run: number, paused: holding, hold };
      const word = said;
      await told(() => parent.signal(messages.runPaused, word));
    }
  }

  async function walk(): Promise<RunEnded> {
    try {
      const settled = await cycle(steps, {
        mode,
        proceed,
        sleep: (ms, summary) => sleep(ms, { summary }),
        phase(name, handled) {
          phase = name;
          phases.set(name, handled);
          show();
        },
      });
      return ended(settled, null);
    } catch (error) {
      failed = true;
      const removed = root.consideredCancelled && isCancellation(error);
      const fault = removed ? null : faultOf(error);
      return CancellationScope.nonCancellable(() => stopped(fault));
    }
  }

  async function stopped(fault: Fault | null): Promise<RunEnded> {
    for (const scope of inFlight) scope.cancel();
    await condition(() => inFlight.size === 0);
    const reason = fault?.kind ?? 'removed';
    try {
      const at = { connection, version, run: number, reason, historyEvents: events() + EVENTS_AFTER_SETTLING };
      return ended(await perform('stop', `because ${reason}`, at), fault);
    } catch (error) {
      // The store is away and with it the run's end: the connection must hear of it all the same.
      faultOf(error);
      return ended({ outcome: 'stopped', writes: 0, inbox: 0, held: 0 }, fault);
    }
  }

  function ended(settled: Settled, fault: Fault | null): RunEnded {
    const { outcome, writes, inbox, held, holds } = settled;
    const asked = fault?.retryAfterMs ?? null;
    const reason = fault?.kind ?? (outcome === 'stopped' ? 'removed' : null);
    return {
      run: number,
      mode,
      outcome,
      reason,
      writes,
      inbox,
      held,
      ...(holds ? { holds } : {}),
      ...(fault ? { message: fault.message } : {}),
      ...(asked === null ? {} : { retryAfterMs: asked }),
    };
  }

  show();
  // Neither is part of the work that a removal cancels.
  void CancellationScope.nonCancellable(tellOfHolds);
  const mayLeave = CancellationScope.nonCancellable(() => condition(() => leaving && !failed && inFlight.size === 0));
  const word = await Promise.race([walk(), mayLeave.then(() => null)]);
  if (word === null) return continueAsNew<typeof run>({ ...input, holding, hold, events: events() });
  phase = `ended: ${word.outcome}${word.reason === null ? '' : ` (${word.reason})`}`;
  setCurrentDetails(runDetails(phases, phase, 'ended'));
  await CancellationScope.nonCancellable(() => told(() => parent.signal(messages.runEnded, word)));
  return word;
}

function opening(input: RunInput): Opening {
  const { connection, version, run: number, mode, full, records } = input;
  return { connection, version, run: number, mode, full, records, ...noted(input) };
}

/** The connection may have been removed or terminated meanwhile. */
async function told(send: () => Promise<void>): Promise<void> {
  try {
    await send();
  } catch (error) {
    faultOf(error);
  }
}
