import type { Gate } from '../src/domain/backoff.js';
import type { Carried, ConnectionState, RunMode, Wanted } from './messages.js';

/** Why a run of the queue does not begin yet, though others may: it was stopped for want of calls. */
export interface Waits {
  /** Epoch ms: tried again then. */
  readonly until: number;
  /** Stops in succession: sets the back-off. */
  readonly stops: number;
  readonly fault: string;
  readonly message: string;
}

/** A run in the queue, as the workflow keeps it. */
export interface Queued extends Wanted {
  /** Asked for although the connection is paused. */
  readonly evenPaused: boolean;
  readonly waits?: Waits;
}

/** Why nothing runs although nobody paused: for a time, or until someone acts. */
export interface Closed {
  readonly state: Gate['state'];
  /** Epoch ms; null: only a person opens it. */
  readonly until: number | null;
  /** The fault's kind. */
  readonly fault: string;
  readonly message: string;
}

/** What search attributes show, so that they are written on change only: each writing is an event. */
export interface Shown {
  readonly state: ConnectionState;
  readonly profile: string;
  readonly inbox: number;
  readonly held: number;
  readonly lastChange: number | null;
}

/** A connection's whole memory, carried over continue-as-new. Changed in place by handlers and the main loop. */
export interface Memory {
  readonly connection: string;
  profile: string;
  version: number;
  hash: string;
  paused: boolean;
  pauseReason: string | null;
  removing: boolean;
  closed: Closed | null;
  since: number;
  wanted: readonly Queued[];
  running: {
    readonly run: number;
    readonly mode: RunMode;
    readonly full: boolean;
    readonly records: readonly string[];
    readonly waiver?: string;
    readonly asked?: boolean;
    /** Stops for want of calls before this try. */
    readonly stops?: number;
    /** Epoch ms; runs begun before this was kept say none. */
    readonly startedAt?: number;
  } | null;
  /** The run under way was told to hold. */
  holding: boolean;
  /** Number of the last hold. */
  hold: number;
  /** It said that it stands still since the last hold. */
  still: boolean;
  /** The schedule was looked up since the last start or change; before that no run has a number. */
  ready: boolean;
  /** Credentials or schedule are being looked at. */
  examining: boolean;
  lastRun: number;
  nextRunAt: number | null;
  failures: number;
  inbox: number;
  held: number;
  holds: readonly string[];
  lastChange: number | null;
  /** When what waits for a person is looked at again, epoch ms; null: nothing does. */
  lookAt: number | null;
  /** `alerts.lag` as last heard, ms. */
  lagMs: number | null;
  /** When both sides were last in step, or first tried to be: epoch ms, null: not known, or never. */
  inStepAt: number | null;
  /** A person was told that this is too long ago: when it was then. */
  lateOf: number | null;
  shown: Shown | null;
  /** What the store was told last. */
  published: string | null;
  /** Events after which the workflow continues as new, should the server not suggest it earlier. */
  readonly mostEvents: number;
}

/** How a connection's workflow is started: by the command with the first four, by itself with all. */
export type Begin = Pick<Memory, 'connection' | 'profile' | 'version' | 'hash'> & Partial<Memory>;

/** A parked connection is at its smallest a few events: continuing early keeps the Web UI quick and an upgrade short of old code. */
const MOST_EVENTS = 2_000;

export function remember(begin: Begin, now: number): Memory {
  return {
    paused: false,
    pauseReason: null,
    removing: false,
    closed: null,
    since: now,
    wanted: [],
    running: null,
    holding: false,
    hold: 0,
    still: false,
    ready: false,
    examining: false,
    lastRun: 0,
    nextRunAt: null,
    failures: 0,
    inbox: 0,
    held: 0,
    holds: [],
    lastChange: null,
    // What stood when an earlier one ended, or before there was this, is not known here.
    lookAt: now,
    lagMs: null,
    inStepAt: null,
    lateOf: null,
    shown: null,
    published: null,
    mostEvents: MOST_EVENTS,
    ...begin,
  };
}

export function stateOf(memory: Memory): ConnectionState {
  if (memory.running) {
    if (!memory.holding) return 'running';
    return memory.still ? 'paused' : 'pausing';
  }
  if (memory.paused) return 'paused';
  return memory.closed?.state ?? (waitingOf(memory) ? 'waiting' : 'idle');
}

/** What the connection waits for: the first of its queue, where all of that waits. */
export function waitingOf({ wanted }: Memory): Waits | null {
  return wanted.every(({ waits }) => waits !== undefined) ? (wanted[0]?.waits ?? null) : null;
}

export function reasonOf(memory: Memory): string | null {
  const state = stateOf(memory);
  if (state === 'paused' || state === 'pausing') return memory.pauseReason;
  return memory.closed?.message ?? waitingOf(memory)?.message ?? null;
}

/** When the schedule is to be looked at; null: never, or a sync waits already, which will do what it would. */
export function scheduledAt({ wanted, nextRunAt }: Memory): number | null {
  return wanted.some(({ mode, full, waits }) => waits !== undefined && mode === 'sync' && !full) ? null : nextRunAt;
}

/** When something happens next by itself; null: nothing does. */
export function dueAt(memory: Memory): number | null {
  if (memory.closed?.state === 'waiting') return memory.closed.until;
  const times = [scheduledAt(memory), ...memory.wanted.map(({ waits }) => waits?.until ?? null)];
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** The answer to the `status` query. */
export function carried(memory: Memory): Carried {
  const {
    connection,
    profile,
    version,
    hash,
    since,
    paused,
    wanted,
    running,
    lastRun,
    failures,
    inbox,
    held,
    holds,
    lastChange,
  } = memory;
  return {
    v: 1,
    connection,
    profile,
    version,
    hash,
    state: stateOf(memory),
    since,
    reason: reasonOf(memory),
    paused,
    wanted,
    running: running && { run: running.run, mode: running.mode },
    lastRun,
    nextRunAt: dueAt(memory),
    failures,
    inbox,
    held,
    holds,
    lastChange,
  };
}
