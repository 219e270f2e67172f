import type { Consent } from '../domain/consent.js';
import type { JournalRow } from '../domain/journal.js';
import type { Link } from '../domain/link.js';
import type { Mapping } from '../domain/mapping.js';
import type { Snapshot } from '../domain/record.js';
import type { PerSide, Side } from '../domain/side.js';
import type { Position, ReadJob } from './people.js';

export type Mode = 'sync' | 'plan' | 'records';

/** One side's reading of one run. All times are that side's own, epoch ms. */
export interface Reading {
  readonly since: number;
  readonly until: number;
  readonly after: Position | null;
  /** What reads the rest after `after`; runs of before say none. */
  readonly job?: ReadJob | null;
  readonly done: boolean;
  /** Which of the side's objects is being walked. */
  readonly object: number;
  /** From when on a re-read must look (protocol 6.1). */
  readonly bound: number;
  /** Records with a stamp in the overlap before `until`, as far as known: counted while reading, or asked before it; null: not known. */
  readonly tally: number | null;
  /** Whether reading adds to `tally`. */
  readonly counting: boolean;
  /** The run looks for opt-outs and ends before anything else. */
  readonly optOutsOnly?: true;
}

export interface RunCounts {
  readonly read: PerSide<number>;
  readonly calls: PerSide<number>;
  readonly linked: number;
  readonly unchanged: number;
  /** People whose record was merged away or converted in the CRM, and whose link followed (R-ALL-10, R-ALL-11). */
  readonly merged: number;
  readonly converted: number;
}

/** A run as stored. */
export interface RunRow {
  readonly connection: string;
  readonly run: number;
  readonly mode: Mode;
  readonly full: boolean;
  /** Salesforce ids of a `records` run. */
  readonly records: readonly string[];
  /** Hash whose held rows the run approves; null: none. */
  readonly waiver: string | null;
  readonly version: number;
  readonly mapping: Mapping | null;
  readonly reading: PerSide<Reading> | null;
  /** How often the windows were opened: 1, and once more after writes. */
  readonly round: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: 'inStep' | 'withErrors' | 'held' | 'stopped' | null;
  readonly reason: string | null;
  readonly counts: RunCounts;
  readonly historyEvents: number;
}

export type RunPatch = Partial<Omit<RunRow, 'connection' | 'run' | 'counts'>>;

/** `first`, `new`: to be planned, the former before all others. `planned`: has been. `image`: only read again before a write. */
export type StagePhase = 'first' | 'new' | 'planned' | 'image';

export interface Staged {
  readonly record: Snapshot;
  /** Normalised email. */
  readonly key: string | null;
  /** Store tick drawn before the call that read it. */
  readonly seq: number;
  readonly phase: StagePhase;
}

export interface RecordRef {
  readonly side: Side;
  readonly id: string;
}

export type NewLink = Omit<Link, 'id' | 'rev'>;

export type NewRow = Omit<JournalRow, 'id' | 'state' | 'attempt' | 'lane' | 'sentAt' | 'job' | 'tries'> & {
  readonly state: 'planned' | 'held';
};

export type RowUpdate = Pick<JournalRow, 'id' | 'state' | 'attempt' | 'lane' | 'sentAt' | 'job' | 'tries' | 'rev'>;

export interface Pair {
  readonly crm: string;
  readonly platform: string;
}

export interface StoredConsent extends Consent {
  readonly id: number;
}

/** When a record was seen to be opted out, by its side's own stamp (epoch ms). */
export interface OptOutNote extends RecordRef {
  readonly at: number;
}
