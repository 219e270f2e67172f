import { tell } from './history.js';
import type { Bug } from './setup.js';
import type { Lots } from './lots.js';
import type { World } from './world.js';

export interface Summary {
  readonly histories: number;
  readonly runs: number;
  readonly writes: number;
  /** A user's edit that fell between our re-read and our landing: accepted, counted (protocol 6). */
  readonly windowLosses: number;
  readonly cpuMs: number;
  readonly fired: Readonly<Record<string, number>>;
  /** Seed and what went wrong. */
  readonly failures: readonly { readonly seed: number; readonly failure: string }[];
}

/** Tells histories `from`, `from + 1`, …, all of them with the bug if one is planted. */
export async function tellMany(
  from: number,
  count: number,
  bug: Bug | null = null,
  given: Partial<Lots> = {},
): Promise<Summary> {
  const sum = { runs: 0, writes: 0, windowLosses: 0 };
  const fired: Record<string, number> = {};
  const failures: { seed: number; failure: string }[] = [];
  const begun = process.cpuUsage();
  for (let seed = from; seed < from + count; seed += 1) {
    const told = bug === null ? await tell(seed, {}, null, given) : await tellBugged(seed, bug);
    const { world, failure } = told;
    if (failure !== null) failures.push({ seed, failure });
    if (world === null) continue;
    sum.runs += world.tally.runs;
    sum.writes += world.tally.writes;
    sum.windowLosses += world.tally.windowLosses;
    for (const [fault, times] of world.fired) fired[fault] = (fired[fault] ?? 0) + times;
  }
  const { user, system } = process.cpuUsage(begun);
  return { histories: count, ...sum, cpuMs: (user + system) / 1_000, fired, failures };
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
async function tellBugged(
  seed: number,
  bug: Bug,
): Promise<{ readonly world: World | null; readonly failure: string | null }> {
  return tell(seed, bug).catch((error: unknown) => ({ world: null, failure: String(error) }));
}

/** One readable paragraph. */
export function describeSummary({ histories, runs, writes, windowLosses, cpuMs, fired, failures }: Summary): string {
  const faults = Object.entries(fired).map(([fault, times]) => `${fault} ${times}`);
  return `${histories} histories, ${runs} runs, ${writes} writes, ${failures.length} failures; ${windowLosses} edits in the accepted window; faults fired: ${faults.join(', ')}; ${Math.round((histories * 1_000) / cpuMs)} histories per CPU-second`;
}
