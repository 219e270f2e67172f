import type { UnknownField } from '../../../activities/contract.js';
import type { Carried, ConnectionState, RunMode } from '../../../workflows/messages.js';

/** A stored version of a connection, as the engine is told of it: ids, numbers and hashes only. */
export interface Configured {
  readonly id: string;
  readonly profile: string;
  readonly version: number;
  /** sha256 of the canonical document. */
  readonly hash: string;
}

export interface RunWish {
  readonly mode: Exclude<RunMode, 'records'>;
  readonly full: boolean;
  readonly evenPaused: boolean;
}

/**
 * The connections' workflows as commands speak to them. Every call waits until a worker has taken it, and throws SyncError: `unreachable` when
 * Temporal or every worker is silent, `refused` when the connection says no (its reason is the message), `stale` when it has no workflow.
 */
export interface Engine {
  /** Starts the connection's workflow where there is none. The state is the one after the credentials were checked; `blocked` where fields are `unknown`. */
  configure(
    connection: Configured,
  ): Promise<{ readonly state: ConnectionState; readonly unknown: readonly UnknownField[] }>;
  /** The number the run has; wishes of the same kind share one. */
  requestRun(id: string, wish: RunWish): Promise<number>;
  syncRecords(id: string, wish: { readonly ids: readonly string[]; readonly evenPaused: boolean }): Promise<number>;
  /** The number of the run that looks again at what is held under the hash; `refused` when nothing is. */
  approve(id: string, hash: string): Promise<number>;
  /** How many rows are held no more; `refused` when nothing is held under the hash. */
  reject(id: string, hash: string): Promise<number>;
  /** Durable once it returns, even when no worker lives. */
  pause(id: string, reason: string | null): Promise<void>;
  resume(id: string): Promise<void>;
  /** Ends the workflow for good; without one there is nothing to do. */
  remove(id: string): Promise<void>;
  /** null: there is no workflow, or no worker answers for it. */
  status(id: string): Promise<Carried | null>;
}
