import { tell } from './history.js';
import type { Bug } from './setup.js';
import type { Lots } from './lots.js';
import { type Ended, type Summary, tally } from './tally.js';

/** Tells histories `from`, `from + 1`, …, all of them with the bug if one is planted. */
export async function tellMany(
  from: number,
  count: number,
  bug: Bug | null = null,
  given: Partial<Lots> = {},
): Promise<Summary> {
  const told = tally();
  for (let seed = from; seed < from + count; seed += 1)
    told.add(seed, bug === null ? await tell(seed, {}, null, given) : await tellBugged(seed, bug));
  return told.sum();
}

/** First history at or after `from` that a planted bug fails, within `most`; null: it went unseen. */
export async function firstCaught(
  bug: Bug,
  from: number,
  most: number,
): Promise<{ readonly seed: number; readonly failure: string } | null> {
  for (let seed = from; seed < from + most; seed += 1) {
    const { failure } = await tellBugged(seed, bug);
    if (failure !== null) return { seed, failure };
  }
  return null;
}

/** Where the store's own laws refuse what the bug would do, it is seen as well. */
async function tellBugged(seed: number, bug: Bug): Promise<Ended> {
  return tell(seed, bug).catch((error: unknown) => ({ world: null, failure: String(error) }));
}

/** One readable paragraph. */
export function describeSummary({ histories, runs, writes, windowLosses, cpuMs, fired, failures }: Summary): string {
  const faults = Object.entries(fired).map(([fault, times]) => `${fault} ${times}`);
  return `${histories} histories, ${runs} runs, ${writes} writes, ${failures.length} failures; ${windowLosses} edits in the accepted window; faults fired: ${faults.join(', ')}; ${Math.round((histories * 1_000) / cpuMs)} histories per CPU-second`;
}
