import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';

import type { UnknownField } from '../activities/contract.js';

export type RunMode = 'sync' | 'plan' | 'records';
export type ConnectionState = 'idle' | 'running' | 'pausing' | 'paused' | 'waiting' | 'needsAuth' | 'blocked';

/** A run that was asked for and has not begun. Coalesced: one entry for each (mode, full, records). */
export interface Wanted {
  /** Run number it will have: `connection/ID/run/N`. */
  readonly run: number;
  readonly mode: RunMode;
  readonly full: boolean;
  /** Salesforce ids of a `records` run. */
  readonly records: readonly string[];
  /** Hash that it approves. */
  readonly waiver?: string;
  /** By a person. */
  readonly asked?: boolean;
}

/** What a connection workflow carries over continue-as-new. Small: ids, numbers, hashes. */
export interface Carried {
  readonly v: 1;
  readonly connection: string;
  readonly profile: string;
  readonly version: number;
  readonly hash: string;
  readonly state: ConnectionState;
  /** Epoch ms. */
  readonly since: number;
  readonly reason: string | null;
  readonly paused: boolean;
  readonly wanted: readonly Wanted[];
  /** Run under way, if any. */
  readonly running: { readonly run: number; readonly mode: RunMode } | null;
  readonly lastRun: number;
  /** Epoch ms; null: manual. */
  readonly nextRunAt: number | null;
  /** Successive stops for want of a system: sets the back-off. */
  readonly failures: number;
  readonly inbox: number;
  readonly held: number;
  /** Hashes that held rows stand under, the newest first: what may be approved or rejected. */
  readonly holds: readonly string[];
  /** Epoch ms of the last run that changed something. */
  readonly lastChange: number | null;
}

/** A child's last word to its connection. */
export interface RunEnded {
  readonly run: number;
  readonly mode: RunMode;
  readonly outcome: 'inStep' | 'withErrors' | 'held' | 'stopped';
  /** Why a stopped run stopped: a fault kind (`unauthorized`, `quota`, `unreachable`, …) or `removed`. */
  readonly reason: string | null;
  /** Ours, for people: what is wrong and what to do (a SyncError's message). */
  readonly message?: string;
  /** Milliseconds the vendor asked us to wait. */
  readonly retryAfterMs?: number;
  readonly writes: number;
  readonly inbox: number;
  readonly held: number;
  /** Hashes that held rows stand under. Runs of before say none. */
  readonly holds?: readonly string[];
}

export const pause = defineSignal<[{ reason?: string }]>('pause');
export const resume = defineSignal('resume');
export const syncNow = defineSignal<[{ full?: boolean }]>('syncNow');
export const runEnded = defineSignal<[RunEnded]>('runEnded');
/** From a run to its connection: it stands still (true) or goes on (false), as told by the hold of that number. */
export const runPaused = defineSignal<[{ run: number; paused: boolean; hold: number }]>('runPaused');
/** Connection → run. Holds of a connection are numbered, so that an answer to an earlier one is not taken for one to the last. */
export const hold = defineSignal<[{ on: boolean; hold: number }]>('hold');

/** Takes a stored version into use. One that maps fields a system does not know is not run: whoever sent it takes it back. */
export const configure = defineUpdate<
  { version: number; state: ConnectionState; unknown: UnknownField[] },
  [{ version: number; hash: string; profile: string }]
>('configure');
/** Queues a run and says its number; refused while paused unless `evenPaused`. */
export const requestRun = defineUpdate<
  { run: number },
  [{ mode: 'sync' | 'plan'; full: boolean; evenPaused: boolean }]
>('requestRun');
/** Queues a run of just these Salesforce ids, first in the queue. */
export const syncRecords = defineUpdate<{ run: number }, [{ ids: string[]; evenPaused: boolean }]>('syncRecords');
/** Queues a run, first in the queue, that looks again at what is held under the hash and writes what still is as it was; refused for a hash under which nothing is held. */
export const approve = defineUpdate<{ run: number }, [{ hash: string }]>('approve');
/** Lets what is held under the hash stand as it is; refused for a hash under which nothing is held. */
export const reject = defineUpdate<{ rejected: number }, [{ hash: string }]>('reject');
/** Ends the connection's workflow for good. */
export const remove = defineUpdate<{ removed: true }>('remove');
export const status = defineQuery<Carried>('status');

export const attributes = {
  state: defineSearchAttributeKey('TandemState', 'KEYWORD'),
  profile: defineSearchAttributeKey('TandemProfile', 'KEYWORD'),
  inbox: defineSearchAttributeKey('TandemInbox', 'INT'),
  held: defineSearchAttributeKey('TandemHeld', 'INT'),
  lastChange: defineSearchAttributeKey('TandemLastChange', 'DATETIME'),
} as const;

export const TASK_QUEUE = 'tandem';
/** On-demand record runs have a queue of their own, so that no backfill is in front of them. */
export const RECORDS_TASK_QUEUE = 'tandem-records';

export const connectionWorkflowId = (id: string) => `connection/${id}`;
export const runWorkflowId = (id: string, run: number) => `connection/${id}/run/${run}`;
