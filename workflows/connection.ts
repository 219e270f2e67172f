import {
  allHandlersFinished,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  patched,
  setCurrentDetails,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { UnknownField } from '../activities/contract.js';
import { breath } from './breath.js';
import { decide, lookDue, type Next } from './decide.js';
import { connectionDetails } from './details.js';
import { enqueue, noted } from './enqueue.js';
import { faultOf } from './faultOf.js';
import { hold, RECORDS_TASK_QUEUE, runWorkflowId, TASK_QUEUE } from './messages.js';
import { perform } from './proxies.js';
import { receive } from './receive.js';
import { run as runOnce } from './run.js';
import { show, wordOf } from './show.js';
import { type Begin, type Memory, type Queued, remember, waitingOf } from './state.js';
import { shut, takeEnd } from './takeEnd.js';
import { watch } from './watch.js';

/** Bytes of history after which the workflow continues as new whatever its number of events. */
const MOST_BYTES = 4 * 1024 * 1024;
/** How long a run that cannot be told anything may take to report its end, before it counts as lost. */
const LAST_WORD_MS = 60_000;
const PUBLISH_AGAIN_MS = 60_000;
const NEVER = Infinity;

/** What a run can be told: a hold has the number of the pause it comes from. */
type Word = 'go on' | `hold ${number}` | 'end';

/**
 * One connection, as long as the pairing lasts: runs when due or asked, nothing while paused, waits out what passes and stands still for what a person
 * must mend. Faults are states: it ends by removal alone. Each turn of the loop does one thing, chosen by `decide` from what it remembers.
 */
export async function connection(begin: Begin): Promise<void> {
  const memory = remember(begin, Date.now());
  let changes = 0;
  /** What the run under way was told last; null: not known, tell it (again). */
  let told: Word | null = null;
  const wake = () => {
    changes += 1;
    setCurrentDetails(connectionDetails(memory));
  };
  receive(memory, { wake, examine: (vet) => examine(memory, vet) });
  // Connections begun before there was this go on without it.
  const pauses = patched('breath');

  for (;;) {
    if (pauses) await breath();
    const seen = changes;
    if (memory.running) told = await steer(memory, told);
    const published = await show(memory);
    if (pauses) await breath();
    // What came meanwhile is met as if it had come later, from the top.
    if (pauses && changes !== seen) continue;
    const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
    if (continueAsNewSuggested || historyLength >= memory.mostEvents || historySize >= MOST_BYTES) {
      await condition(allHandlersFinished);
      // Nothing may come between: a message taken after the copy would be lost.
      return continueAsNew<typeof connection>({ ...memory });
    }
    const now = Date.now();
    // Connections begun before there was this go on with it once they are up to date.
    const lookAt = patched('watch') ? lookDue(memory, now) : null;
    const next: Next = lookAt !== null && lookAt <= now ? { kind: 'watch' } : decide(memory, now);
    switch (next.kind) {
      case 'watch':
        await watch(memory);
        break;
      case 'start':
        await start(memory, next.queued);
        told = 'go on';
        break;
      case 'schedule':
        await lookUpSchedule(memory);
        break;
      case 'probe':
        await probe(memory);
        break;
      case 'check':
        await examine(memory, false);
        break;
      case 'open':
        memory.closed = null;
        break;
      case 'wait': {
        const until = Math.min(next.until ?? NEVER, lookAt ?? NEVER, published ? NEVER : now + PUBLISH_AGAIN_MS);
        const woken = () => changes !== seen;
        if (until === NEVER) await condition(woken);
        else if (!(await condition(woken, Math.max(1, until - now), { summary: waitsFor(memory) }))) told = null;
        break;
      }
      case 'end':
        await condition(allHandlersFinished);
        return;
    }
  }
}

/** Begins a run as a child of its own, which outlives a continuation of this workflow: only its number is kept. */
async function start(memory: Memory, queued: Queued): Promise<void> {
  const { mode, full, records } = queued;
  // Others ran while it waited: the newest run is to be the one with the highest number.
  const late = queued.waits !== undefined && queued.run < memory.lastRun;
  if (late) memory.lastRun += 1;
  const run = late ? memory.lastRun : queued.run;
  const asked = { run, mode, full, records, ...noted(queued) };
  const { connection, version, mostEvents } = memory;
  memory.wanted = memory.wanted.filter((other) => other.run !== queued.run);
  memory.running = { ...asked, stops: queued.waits?.stops ?? 0, startedAt: Date.now() };
  if (mode === 'sync') memory.inStepAt ??= Date.now();
  memory.holding = false;
  memory.still = false;
  try {
    await startChild(runOnce, {
      workflowId: runWorkflowId(connection, run),
      taskQueue: mode === 'records' ? RECORDS_TASK_QUEUE : TASK_QUEUE,
      parentClosePolicy: 'ABANDON',
      staticSummary: `Run ${run} of ${connection} (${mode}${full ? ', full' : ''})`,
      args: [{ connection, version, ...asked, holding: false, hold: memory.hold, events: 0, mostEvents }],
    });
  } catch (error) {
    // It is there already: started before a reset of this workflow, it will report as any other.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/**
 * Tells the run under way what it must know and does not: to hold, to go on, to end. Also its sign of life: one that cannot be told anything and
 * does not report its end was terminated by someone, and is closed in the store on its behalf.
 */
async function steer(memory: Memory, told: Word | null): Promise<Word | null> {
  const { running, connection, version } = memory;
  const { holding: on } = memory;
  const word: Word = memory.removing ? 'end' : on ? `hold ${memory.hold}` : 'go on';
  if (!running || word === told) return told;
  const child = getExternalWorkflowHandle(runWorkflowId(connection, running.run));
  try {
    await (word === 'end' ? child.cancel() : child.signal(hold, { on, hold: memory.hold }));
    return word;
  } catch (error) {
    faultOf(error);
  }
  const same = () => memory.running?.run === running.run;
  if (await condition(() => !same(), LAST_WORD_MS, { summary: `last word of run ${running.run}` })) return null;
  try {
    const at = { connection, version, run: running.run, reason: 'broken', historyEvents: 0 };
    const { inbox, held, holds = [] } = await perform('stop', `run ${running.run}, which is gone`, at);
    takeEnd(
      memory,
      { run: running.run, mode: running.mode, outcome: 'stopped', reason: null, writes: 0, inbox, held, holds },
      Date.now(),
    );
  } catch (error) {
    shut(memory, faultOf(error), Date.now());
    memory.running = null;
  }
  return null;
}

/** Looks at the schedule when it is not known, then at the credentials. Used by `configure` and by the loop, never by two at once. */
async function examine(memory: Memory, vet: boolean): Promise<readonly UnknownField[]> {
  await condition(() => !memory.examining);
  memory.examining = true;
  try {
    // Before the credentials: a run asked for although they are refused needs its number.
    if (!memory.ready && !(await lookUpSchedule(memory))) return [];
    const { connection, version } = memory;
    const checked = await perform('check', 'credentials', { connection, version });
    // Workers of before answered with nothing.
    const unknown = vet ? (checked?.unknown ?? []) : [];
    memory.closed = null;
    memory.failures = 0;
    if (unknown.length > 0)
      shut(
        memory,
        { kind: 'misconfigured', message: 'the file maps fields that are not there', retryAfterMs: null },
        Date.now(),
      );
    return unknown;
  } catch (error) {
    shut(memory, faultOf(error), Date.now());
    return [];
  } finally {
    memory.examining = false;
  }
}

/** False: it cannot be known just now. */
async function lookUpSchedule(memory: Memory): Promise<boolean> {
  const { connection, version } = memory;
  try {
    const found = await perform('nextRun', 'schedule', {
      connection,
      version,
      after: memory.lastRun === 0 ? null : Date.now(),
    });
    memory.lastRun = Math.max(memory.lastRun, found.lastRun);
    // A version that came meanwhile has a schedule of its own.
    if (memory.version === version) Object.assign(memory, { nextRunAt: found.nextRunAt, ready: true });
    return true;
  } catch (error) {
    shut(memory, faultOf(error), Date.now());
    return false;
  }
}

/** The idle look: one activity, which stores the next time itself, so that a quiet connection costs a timer and this. */
async function probe(memory: Memory): Promise<void> {
  const { connection, version } = memory;
  try {
    const found = await perform('probe', 'did anything change?', { connection, version });
    if (memory.version !== version) return;
    const shown = memory.published === wordOf(memory);
    memory.nextRunAt = found.nextRunAt;
    memory.inStepAt = found.inStepAt ?? memory.inStepAt;
    if (shown) memory.published = wordOf(memory);
    if (found.changed) enqueue(memory, { mode: 'sync', full: false, records: [], evenPaused: false });
  } catch (error) {
    shut(memory, faultOf(error), Date.now());
  }
}

function waitsFor(memory: Memory): string {
  const { running, closed } = memory;
  if (running) return `run ${running.run}`;
  const why = waitingOf(memory);
  if (why && !closed) return `waiting (${why.fault})`;
  return closed ? `${closed.state} (${closed.fault})` : 'next run';
}
