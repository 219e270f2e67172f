import type { AlertKind } from '../domain/alerts.js';
import type { Consent } from '../domain/consent.js';
import type { Conversion, ConversionWish } from '../domain/conversion.js';
import type { InboxDraft, Cause, Category } from '../domain/inbox.js';
import type { JournalRow, RowState } from '../domain/journal.js';
import type { Baseline, Link } from '../domain/link.js';
import type { PerSide } from '../domain/side.js';
import type { Stone } from '../domain/tombstone.js';
import type { RunRow } from './stored.js';

export interface ConnectionVersion {
  readonly id: string;
  readonly version: number;
  /** sha256 of the canonical document. */
  readonly hash: string;
  /** The document as given, references unresolved. */
  readonly document: unknown;
  /** Folder of the connection file: `${file:}` references are relative to it. */
  readonly folder: string;
  readonly createdAt: number;
}

export type State = 'idle' | 'running' | 'pausing' | 'paused' | 'waiting' | 'needsAuth' | 'blocked';

export interface StateRow {
  readonly state: State;
  readonly since: number;
  readonly reason: string | null;
  readonly advice: string | null;
  readonly nextRunAt: number | null;
}

export interface InboxEntry extends InboxDraft {
  readonly entry: number;
  readonly category: Category;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly attempts: number;
  readonly run: number;
}

export interface RunReport extends RunRow {
  readonly created: PerSide<number>;
  readonly updated: PerSide<number>;
  /** Deleted or archived because the person was deleted on the other side. */
  readonly deleted: PerSide<number>;
  /** What the run met and passed over. */
  readonly skipped: Readonly<Partial<Record<Cause, number>>>;
  /** What was open when the run ended, its own or not: whatever makes it `withErrors` is counted here. */
  readonly errors: Readonly<Partial<Record<Cause, number>>>;
}

/** Epoch ms; null: it never was, or no sync was ever begun. */
export interface InStep {
  readonly last: number | null;
  readonly firstTried: number | null;
}

export interface Hold {
  readonly hash: string;
  /** Held rows. */
  readonly n: number;
  /** The newest run that holds one of them. */
  readonly run: number;
  /** When the oldest such run began, epoch ms. */
  readonly since: number;
}

export interface Explanation {
  readonly link: Link;
  readonly baseline: Baseline;
  /** Newest row first, at most 50. */
  readonly rows: readonly JournalRow[];
  readonly entries: readonly InboxEntry[];
  /** Of either record, whether set or cleared. */
  readonly stones: readonly Stone[];
}

/** What the command needs of the store: rows and reports, never through Temporal. */
export interface Office {
  /** The same hash and folder as the newest version make no new one. One that was removed starts over: its links, baselines, inbox and cursors are forgotten. */
  putConnection(id: string, hash: string, document: unknown, folder: string): Promise<ConnectionVersion>;
  /** Newest version unless one is named; null when unknown or removed. */
  connection(id: string, version?: number): Promise<ConnectionVersion | null>;
  connections(): Promise<readonly ConnectionVersion[]>;
  /** Marks it removed and releases what it owned; history stays for the retention time. */
  removeConnection(id: string): Promise<void>;
  state(id: string): Promise<StateRow | null>;
  saveState(id: string, state: StateRow): Promise<void>;
  /** Remembers that a look found both sides as the last sync left them. */
  foundInStep(id: string, at: number): Promise<void>;
  /** When both sides were last in step: a sync that has settled began, or a look found nothing new; and when the first sync began. */
  inStep(id: string): Promise<InStep>;
  lastRun(id: string): Promise<number>;
  report(id: string, run: number): Promise<RunReport | null>;
  /** Rows of a plan run, in id order. */
  rows(
    id: string,
    run: number,
    states: readonly RowState[],
    afterId: number,
    limit: number,
  ): Promise<readonly JournalRow[]>;
  /** Rows of any run that stand or stood under a hash, in any state, in id order. */
  rowsOfHold(id: string, hash: string, afterId: number, limit: number): Promise<readonly JournalRow[]>;
  /** Hashes that held rows stand under, with how many, the newest first. */
  holds(id: string): Promise<readonly Hold[]>;
  /**
   * Lets what is held under a hash stand as it is, and returns how many rows that were: an update's values become the baseline of its pair, any other row is
   * not planned again with the same values. A second call finds nothing. `expired`: nobody said so, and each person is listed as such.
   */
  reject(id: string, hash: string, why?: 'expired'): Promise<number>;
  /**
   * Asks for a lead's conversion and returns the order as it then stands: one that may have landed, or is done, stays as it is; one that was refused, or not yet
   * sent, is asked for anew.
   */
  askConversion(id: string, wish: ConversionWish): Promise<Conversion>;
  conversion(id: string, lead: string): Promise<Conversion | null>;
  /** Takes back an order that was never sent. */
  withdrawConversion(id: string, lead: string): Promise<void>;
  /** True the first time until `endAlert`, and again whenever `againAfterMs` have passed since it last was. */
  beginAlert(id: string, kind: AlertKind, at: number, againAfterMs: number): Promise<boolean>;
  endAlert(id: string, kind: AlertKind): Promise<void>;
  /** Those that have begun and not ended, with when each was told last. */
  alerts(id: string): Promise<ReadonlyMap<AlertKind, number>>;
  /** Keeps evidence for good; returns its number. */
  addConsent(id: string, consent: Consent): Promise<number>;
  dropConsent(id: string, consent: number): Promise<void>;
  /** How many orders are neither done nor refused. */
  openConversions(id: string): Promise<number>;
  /** Orders that were never sent, by lead, at most 1,000. */
  askedConversions(id: string): Promise<readonly Conversion[]>;
  /** A sync of this connection has come to its end. */
  hasSettled(id: string): Promise<boolean>;
  inbox(id: string, categories: readonly Category[]): Promise<readonly InboxEntry[]>;
  /**
   * Turns entries (all errors and waiting ones, or those named) into loose ends until they are listed or cleared, and forgets the refused plan of
   * their links, so that it may be sent again; returns how many. An entry whose records have no link is counted, but no link goes by id for it.
   */
  retry(id: string, entries: readonly number[] | 'all'): Promise<number>;
  /**
   * Clears the tombstones of a person, by either record's id or by email, and returns how many records that were: links let go of a record that is gone, and
   * the next run goes for the other by id. A link with an open write keeps its own.
   */
  untombstone(id: string, person: string): Promise<number>;
  /** By either record's id or by email, dead links too; the newest link first, at most 50. */
  explain(id: string, person: string): Promise<readonly Explanation[]>;
  /** Entries in error or waiting, held rows. */
  tallies(id: string): Promise<{ readonly inbox: number; readonly held: number }>;
  /** Live links with both records, counted up to `most`: to count them all takes as long as they are many. */
  linked(id: string, most?: number): Promise<number>;
  budget(account: string): Promise<{ readonly used: number; readonly limit: number } | null>;
  saveBudget(account: string, used: number, limit: number): Promise<void>;
  secret(connection: string, name: string): Promise<string | null>;
  saveSecret(connection: string, name: string, value: string): Promise<void>;
}
