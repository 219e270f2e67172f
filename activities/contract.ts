import type { Progress, Settled } from '../src/domain/cycle.js';
import type { Side } from '../src/domain/side.js';
import type { State } from '../src/ports/store.js';

/** A run, by numbers: everything else is in the store. */
export interface RunRef {
  readonly connection: string;
  readonly version: number;
  readonly run: number;
}

export interface Opening extends RunRef {
  readonly mode: 'sync' | 'plan' | 'records';
  readonly full: boolean;
  readonly records: readonly string[];
}

/** The activities, as workflows see them. One factory per file of this folder implements each; index.ts assembles. */
export interface Activities {
  /** Are the credentials taken, can both systems be reached? Throws by kind. */
  check(at: { connection: string; version: number }): Promise<void>;
  /** Idle look: did anything change on either side? Also says when the next run is due (epoch ms; null: manual) and stores it. At most two calls a side. */
  probe(at: { connection: string; version: number }): Promise<{ changed: boolean; nextRunAt: number | null }>;
  /** When the next run is due after `after` (epoch ms) by schedule, cron zone and quiet hours; null: manual. */
  nextRun(at: { connection: string; version: number; after: number }): Promise<{ nextRunAt: number | null }>;
  /** Stores the connection's state for `tandem status`. */
  publish(at: { connection: string; state: State; since: number; reason: string | null; nextRunAt: number | null }): Promise<void>;

  /** Creates the run's row; describes both schemas; settles the mapping; opens the windows. */
  describe(opening: Opening): Promise<{ parked: string[] }>;
  collect(at: RunRef & { side: Side }): Promise<Progress>;
  gather(at: RunRef): Promise<Progress>;
  resolve(at: RunRef): Promise<{ open: number }>;
  plan(at: RunRef): Promise<Progress>;
  write(at: RunRef & { side: Side }): Promise<Progress>;
  reopen(at: RunRef): Promise<void>;
  settle(at: RunRef & { historyEvents: number }): Promise<Settled>;
  /** Ends a run that cannot go on: unsent rows void, cursors stay, outcome `stopped`. */
  stop(at: RunRef & { reason: string; historyEvents: number }): Promise<Settled>;
}
