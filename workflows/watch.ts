import type { Watched } from '../activities/contract.js';
import { behindSince } from './decide.js';
import { faultOf } from './faultOf.js';
import { perform } from './proxies.js';
import type { Memory } from './state.js';

/** After the store was away. */
const LOOK_AGAIN_MS = 10 * 60_000;

/** Looks at what waits for a person, though no run comes: held rows, for as long as nobody answers, and how long the sides are out of step. */
export async function watch(memory: Memory): Promise<void> {
  const { connection, version, holds, lagMs, lateOf, inStepAt } = memory;
  const at = Date.now();
  try {
    const asked = { connection, version, at, behindSince: behindSince(memory), lagMs, lateOf };
    const found = await perform('watch', 'what waits for a person', asked);
    const { inbox, held, holds: hashes, lookAt } = found;
    takeLag(memory, found, inStepAt);
    // An answer, a run that ended or a version that came meanwhile knows better.
    if (memory.holds === holds && memory.version === version)
      Object.assign(memory, { inbox, held, holds: hashes, lookAt });
    else memory.lookAt = Date.now();
  } catch (error) {
    faultOf(error);
    memory.lookAt = at + LOOK_AGAIN_MS;
  }
}

/**
 * Workers of before say nothing of the lag.
 * @param before when the sides were in step, as it was known when the look began: what was heard since is for the next look
 */
function takeLag(memory: Memory, { lagMs, inStepAt, late }: Partial<Watched>, before: number | null): void {
  const seen = Math.max(inStepAt ?? 0, before ?? 0);
  memory.lagMs = lagMs ?? null;
  memory.lateOf = late === true ? seen : null;
  memory.inStepAt = Math.max(seen, memory.inStepAt ?? 0) || null;
}
