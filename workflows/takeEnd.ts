import { gateOf } from '../src/domain/backoff.js';
import { REMIND_AFTER_MS } from '../src/domain/holding.js';
import { KINDS, type Kind } from '../src/domain/faults.js';
import { enqueue, noted } from './enqueue.js';
import type { Fault } from './faultOf.js';
import type { RunEnded } from './messages.js';
import type { Memory, Waits } from './state.js';

/** Takes a run's last word. A word of a run that is not under way (a late or doubled one) changes nothing. */
export function takeEnd(memory: Memory, ended: RunEnded, now: number): void {
  const { running } = memory;
  if (running?.run !== ended.run) return;
  memory.running = null;
  memory.holding = false;
  memory.still = false;
  memory.inbox = ended.inbox;
  memory.held = ended.held;
  if (ended.holds) memory.holds = ended.holds;
  // A run that came to its end has told of them itself.
  if (ended.held > 0) memory.lookAt ??= ended.outcome === 'stopped' ? now : now + REMIND_AFTER_MS;
  if (ended.writes > 0) memory.lastChange = now;
  if (ended.outcome !== 'stopped') {
    if (running.mode === 'sync') memory.inStepAt = Math.max(memory.inStepAt ?? 0, running.startedAt ?? memory.since);
    memory.failures = 0;
    memory.closed = null;
    return;
  }
  if (ended.reason === null || !(ended.reason in KINDS)) return;
  const fault: Fault = {
    kind: ended.reason as Kind,
    message: ended.message ?? ended.reason,
    retryAfterMs: ended.retryAfterMs ?? null,
  };
  // What is more urgent may have calls left where this had none: only this waits.
  const waits = fault.kind === 'quota' ? { waits: waitOf(fault, (running.stops ?? 0) + 1, now) } : {};
  if (fault.kind !== 'quota') shut(memory, fault, now);
  // What was asked for is done once it can be; a plan was for someone who looked at it then.
  if (running.mode !== 'plan' && !memory.removing)
    enqueue(memory, {
      mode: running.mode,
      full: running.full,
      records: running.records,
      ...noted(running),
      evenPaused: false,
      ...waits,
    });
}

function waitOf(fault: Fault, stops: number, now: number): Waits {
  const gate = gateOf(fault.kind, stops, fault.retryAfterMs);
  return { until: now + ('ms' in gate ? gate.ms : 0), stops, fault: fault.kind, message: fault.message };
}

/** Lets nothing run until the fault is over or mended. */
export function shut(memory: Memory, fault: Fault, now: number): void {
  memory.failures += 1;
  const gate = gateOf(fault.kind, memory.failures, fault.retryAfterMs);
  memory.closed = {
    state: gate.state,
    until: 'ms' in gate ? now + gate.ms : null,
    fault: fault.kind,
    message: fault.message,
  };
}
