import { ApplicationFailure, condition } from '@temporalio/workflow';
import { enqueue } from './enqueue.js';
import type { Loop } from './receive.js';
import type { Memory } from './state.js';

/** A run has no number before the store was asked for the highest one. */
export async function begun(memory: Memory): Promise<void> {
  if (memory.lastRun === 0) await condition(() => memory.ready || memory.closed !== null || memory.paused);
}

/** Queues a run for someone who asked, and says its number. */
export function ask(memory: Memory, loop: Pick<Loop, 'wake'>, wish: Parameters<typeof enqueue>[1]): { run: number } {
  // Whoever asks wants it tried now, whatever it waited for; a fault that is still there ends the run with its name.
  memory.closed = null;
  const run = enqueue(memory, { ...wish, evenPaused: wish.evenPaused ?? false, asked: true });
  loop.wake();
  return { run };
}

export function mayRun(memory: Memory, evenPaused: boolean): void {
  goesOn(memory);
  if (memory.paused && !evenPaused)
    throw refusal(
      `it is paused${memory.pauseReason === null ? '' : ` (${memory.pauseReason})`}: resume it, or ask for a run even so`,
    );
}

export function goesOn(memory: Memory): void {
  if (memory.removing) throw refusal('it is being removed');
}

export function refusal(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'refused');
}
