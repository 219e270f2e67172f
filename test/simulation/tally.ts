import type { World } from './world.js';

/** What many histories came to. */
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

/** How one ended; without a world where it broke off. */
export interface Ended {
  readonly world: World | null;
  readonly failure: string | null;
}

export interface Tally {
  add(seed: number, ended: Ended): void;
  /** With this process's CPU since the tally was begun. */
  sum(): Summary;
}

/** Adds histories up, in whatever order they end. */
export function tally(): Tally {
  const begun = process.cpuUsage();
  const total = { histories: 0, runs: 0, writes: 0, windowLosses: 0 };
  const fired: Record<string, number> = {};
  const failures: { seed: number; failure: string }[] = [];
  return {
    add(seed, { world, failure }) {
      total.histories += 1;
      if (failure !== null) failures.push({ seed, failure });
      if (world === null) return;
      total.runs += world.tally.runs;
      total.writes += world.tally.writes;
      total.windowLosses += world.tally.windowLosses;
      for (const [fault, times] of world.fired) fired[fault] = (fired[fault] ?? 0) + times;
    },
    sum() {
      const { user, system } = process.cpuUsage(begun);
      return { ...total, cpuMs: (user + system) / 1_000, fired, failures };
    },
  };
}
