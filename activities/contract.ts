import type { Progress, Settled } from '../src/domain/cycle.js';
import type { Side } from '../src/domain/side.js';
import type { State } from '../src/ports/store.js';

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

/** The activities, as workflows see them. One factory per file of this folder implements each; index.ts assembles. */
export interface Activities {
  /** Are the credentials taken, can both systems be reached? Throws by kind. `unknown`: fields the file maps and one side does not know. */
  check(at: { connection: string; version: number }): Promise<{ unknown: UnknownField[] }>;
  /** Idle look: did anything change on either side? Also says when the next run is due (epoch ms; null: manual) and stores it. At most three calls a side. */
  probe(at: { connection: string; version: number }): Promise<{ changed: boolean; nextRunAt: number | null }>;
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
   * Looks at what waits for a person, by the store alone: reminds of held rows, and rejects those nobody answered in their time. `at`: epoch ms by the
   * connection's clock. `lookAt`: when to look again; null: nothing waits.
   */
  watch(at: {
    connection: string;
    at: number;
  }): Promise<{ inbox: number; held: number; holds: string[]; lookAt: number | null }>;

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
