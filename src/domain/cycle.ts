import type { Side } from './side.js';

/** One activity's progress through its phase. `done`: nothing is left of it just now. */
export interface Progress {
  readonly done: boolean;
  /** Records or rows handled by this call. */
  readonly handled: number;
}

/**
 * The steps of one run, as the run workflow calls them (activity proxies) and as the simulator calls them (the same activities, bare).
 * Each step is idempotent, takes up where the last attempt left off, and returns after a bounded piece of work.
 */
export interface Steps {
  /** Schemas, drift, the mapping and the windows of this round. */
  describe(): Promise<{ readonly parked: readonly string[] }>;
  collect(side: Side): Promise<Progress>;
  /** Loose ends and, in a `records` run, the records asked for: by id. */
  gather(): Promise<Progress>;
  resolve(): Promise<{ readonly open: number }>;
  plan(): Promise<Progress>;
  write(side: Side): Promise<Progress>;
  /** Opens the windows again from where they ended, so that our own writes are read once and recognised. */
  reopen(): Promise<void>;
  settle(): Promise<Settled>;
}

export interface Settled {
  readonly outcome: 'inStep' | 'withErrors' | 'held' | 'stopped';
  readonly writes: number;
  readonly inbox: number;
  readonly held: number;
}

export interface CycleControl {
  readonly mode: 'sync' | 'plan' | 'records';
  /** Resolves while the run may go on; waits while it is paused. */
  proceed(): Promise<void>;
  /** A durable wait. */
  sleep(ms: number): Promise<void>;
  /** Told before each phase, for people who watch. */
  phase(name: string, handled: number): void;
}
