import type { Progress, Settled } from '../src/domain/cycle.js';
import type { Side } from '../src/domain/side.js';
import type { State } from '../src/ports/office.js';

/** A run, by numbers: everything else is in the store. */
export interface RunRef {
  readonly connection: string;
  readonly version: number;
  readonly run: number;
  /** By a person; runs of before do not say. */
  readonly asked?: boolean;
}

export interface Opening extends RunRef {
  readonly mode: 'sync' | 'plan' | 'records';
  readonly full: boolean;
  readonly records: readonly string[];
  /** A run that approves: the hash whose held rows it looks at again and writes where they are as they were. */
  readonly waiver?: string;
}

/** A mapped field that a system does not describe: `Title__c` of `Contact`, `TITLE` of a member. */
export interface UnknownField {
  readonly side: Side;
  readonly field: string;
}

export interface Watch {
  readonly connection: string;
  readonly version: number;
  /** Epoch ms, by the connection's own clock. */
  readonly at: number;
  /** Since when it is not idle until its schedule's next time, epoch ms; null: it is. */
  readonly behindSince: number | null;
  /** `alerts.lag` as last heard, ms: counts where the file cannot be read just now. */
  readonly lagMs: number | null;
  /** `inStepAt` of the look that found the lag too long last; null: none did. */
  readonly lateOf: number | null;
}

export interface Watched {
  readonly inbox: number;
  readonly held: number;
  readonly holds: string[];
  /** When to look again, epoch ms; null: nothing waits. */
  readonly lookAt: number | null;
  readonly lagMs: number | null;
  /** When both sides were last in step, or first tried to be; epoch ms, null: nobody tried. */
  readonly inStepAt: number | null;
  /** The lag was found too long, and has not ended since. */
  readonly late: boolean;
}

/** The activities, as workflows see them. One factory per file of this folder implements each; index.ts assembles. */
export interface Activities {
  /** Are the credentials taken, can both systems be reached? Throws by kind. `unknown`: fields the file maps and one side does not know. */
  check(at: { connection: string; version: number }): Promise<{ unknown: UnknownField[] }>;
  /** Idle look: did anything change on either side? `inStepAt`: since when not, where nothing did. Also says when the next run is due (epoch ms; null: manual) and stores it. At most three calls a side. */
  probe(at: {
    connection: string;
    version: number;
  }): Promise<{ changed: boolean; nextRunAt: number | null; inStepAt?: number }>;
  /**
   * When the next run is due after `after` (epoch ms; null: never ran) by schedule, cron zone and quiet hours; null: manual.
   * `lastRun`: the highest number a run of this connection ever had, so that one applied again after a removal never meets an old run.
   */
  nextRun(at: {
    connection: string;
    version: number;
    after: number | null;
  }): Promise<{ nextRunAt: number | null; lastRun: number }>;
  /** Stores the connection's state for `tandem status`. `fault`: the kind behind it, from which the advice is chosen. */
  publish(at: {
    connection: string;
    state: State;
    since: number;
    reason: string | null;
    fault: string | null;
    nextRunAt: number | null;
  }): Promise<void>;

  /**
   * Looks at what waits for a person, by the store alone: reminds of held rows, rejects those nobody answered in their time, and tells where the sides are
   * out of step for longer than `alerts.lag`.
   */
  watch(at: Watch): Promise<Watched>;

  /** Creates the run's row; describes both schemas; settles the mapping; opens the windows. */
  describe(opening: Opening): Promise<{ parked: string[] }>;
  collect(at: RunRef & { side: Side }): Promise<Progress>;
  gather(at: RunRef): Promise<Progress>;
  resolve(at: RunRef): Promise<{ open: number }>;
  follow(at: RunRef): Promise<Progress>;
  plan(at: RunRef): Promise<Progress>;
  /** Holds planned rows whose kind has more of them than the connection's limits. */
  guard(at: RunRef): Promise<Progress>;
  /** `optOuts`: what goes before the guard has looked. */
  write(at: RunRef & { side: Side; only?: 'optOuts' }): Promise<Progress>;
  reopen(at: RunRef): Promise<void>;
  settle(at: RunRef & { historyEvents: number }): Promise<Settled>;
  /** Lets what is held under a hash stand as it is; says how many rows that were. */
  reject(at: {
    connection: string;
    hash: string;
  }): Promise<{ rejected: number; inbox: number; held: number; holds: string[] }>;
  /** Ends a run that cannot go on: unsent rows void, cursors stay, outcome `stopped`. */
  stop(at: RunRef & { reason: string; historyEvents: number }): Promise<Settled>;
}
