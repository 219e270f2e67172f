import type { AlertKind } from '../domain/alerts.js';
import type { Consent } from '../domain/consent.js';
import type { Conversion, ConversionWish } from '../domain/conversion.js';
import type { InboxDraft, Cause, Category } from '../domain/inbox.js';
import type { Count, Trip } from '../domain/guard.js';
import type { JournalRow, Op, RowState } from '../domain/journal.js';
import type { Baseline, Link } from '../domain/link.js';
import type { Mapping } from '../domain/mapping.js';
import type { Snapshot } from '../domain/record.js';
import type { PerSide, Side } from '../domain/side.js';
import type { Missing, Stone, Tombstone } from '../domain/tombstone.js';
import type { Position, ReadJob } from './people.js';

export type Mode = 'sync' | 'plan' | 'records';

/** The right to write for one lane of one run (`collect:crm`, `plan`, `write:platform`, …). A later lease of the same lane ends it. */
export interface Lease {
  readonly connection: string;
  readonly run: number;
  readonly lane: string;
  readonly attempt: number;
}

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

/**
 * One transaction of one lease; everything belongs to the lease's connection. All of it happens or nothing.
 * Lists go in and come out in any order unless said; asking for nothing does nothing.
 */
export interface Tx {
  /** Drawn once for this transaction: the `rev` of every link it changes. Later than any tick drawn before the transaction began. */
  readonly tick: number;

  /** Locked until the end (in id order), dead ones included. */
  linksById(ids: readonly number[]): Promise<readonly Link[]>;
  /** Live links of these records, locked. */
  linksByRecord(side: Side, ids: readonly string[]): Promise<readonly Link[]>;
  /** Live links whose key on that side is one of these, locked. */
  linksByKey(side: Side, keys: readonly string[]): Promise<readonly Link[]>;
  /** Of dead links: the newest revision under which each of these records stood in one. Whoever saw the record before that saw it before its link ended. */
  endings(side: Side, ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Unique over live links on each side's id: a clash throws SyncError `broken` and ends the transaction, even if swallowed. In the order given; `rev` is `tick`. */
  addLinks(links: readonly NewLink[]): Promise<readonly Link[]>;
  /** Whole rows, by id; unique as in `addLinks` once the call is over, whatever the order of its rows. */
  saveLinks(links: readonly Link[]): Promise<void>;

  /** Sets tombstones anew, uncleared; what one says as null it keeps from before. Stones whose partner became another record (`heir`) go on with that one. */
  bury(stones: readonly Tombstone[]): Promise<void>;
  unbury(refs: readonly RecordRef[]): Promise<void>;
  /** Stones of that side by record, email or partner, and the heirs of these to the end. */
  stones(
    side: Side,
    by: { readonly records: readonly string[]; readonly keys: readonly string[]; readonly partners: readonly string[] },
  ): Promise<readonly Stone[]>;

  /** Notes records that this run's complete listing showed; forgotten when the run ends. */
  sight(side: Side, ids: readonly string[]): Promise<void>;
  /** How many different records that were. */
  sighted(side: Side): Promise<number>;
  /** Live links, not gone on the other side, whose record on that side was not sighted, in order. */
  unsighted(side: Side, afterLink: number, limit: number): Promise<readonly Link[]>;
  /** Notes records that a complete listing at `at` did not show; those missed before keep their `since`. */
  miss(side: Side, ids: readonly string[], at: number): Promise<void>;
  /** Whoever was sighted in this run, or is named, is missed no more. */
  unmiss(side: Side, ids: readonly string[] | 'sighted'): Promise<void>;
  missing(side: Side, ids: readonly string[]): Promise<readonly Missing[]>;

  /** In the order given; {} where the pair has none. */
  baselines(pairs: readonly Pair[]): Promise<readonly Baseline[]>;
  /** Replaces the pair's baseline. */
  saveBaselines(entries: readonly (Pair & { readonly baseline: Baseline })[]): Promise<void>;

  /** Rows sent or unknown. */
  openRows(links: readonly number[]): Promise<readonly JournalRow[]>;
  /** Open creates on that side for these keys: the key claims. */
  openCreates(side: Side, keys: readonly string[]): Promise<readonly JournalRow[]>;
  /** Rows planned or held, of any run. */
  unsentRows(links: readonly number[]): Promise<readonly JournalRow[]>;
  /** The first `limit` rows in `state`, by OP_RANK and id. */
  rowsOfRun(run: number, side: Side, state: RowState, limit: number): Promise<readonly JournalRow[]>;
  /** How many of them are of this op, counted up to `most`. */
  plannedOf(run: number, side: Side, op: Op, most: number): Promise<number>;
  rowsById(ids: readonly number[]): Promise<readonly JournalRow[]>;
  /** What may have changed about rows the caller has: the rest of a row never does. Those that are not there are left out. */
  standings(ids: readonly number[]): Promise<readonly RowUpdate[]>;
  /** In the order given. */
  addRows(rows: readonly NewRow[]): Promise<readonly JournalRow[]>;
  /** At most one open row a link, one open create a (side, key) and a (side, source) once the call is over; a clash as in `addLinks`. */
  saveRows(rows: readonly RowUpdate[]): Promise<void>;

  /** Leads to be converted, locked, in the order of their ids: asked for or unknown, or sent by an attempt of this run or by a run that has ended. */
  openConversions(limit: number): Promise<readonly Conversion[]>;
  /** By lead; those nobody asked for are left out. */
  conversions(leads: readonly string[]): Promise<readonly Conversion[]>;
  /** Replaces the leads' orders. */
  saveConversions(orders: readonly Conversion[]): Promise<void>;

  /** Consents of whoever has one of these records, the oldest first. */
  consents(crm: readonly string[], platform: readonly string[]): Promise<readonly StoredConsent[]>;
  /** Keeps evidence that a side tells of, once; nobody needs to look at it again. */
  noteConsents(told: readonly Consent[]): Promise<void>;
  /** They were looked at: their links go by id no more. */
  closeConsents(ids: readonly number[]): Promise<void>;
  optOutNotes(refs: readonly RecordRef[]): Promise<readonly OptOutNote[]>;
  /** `first`: a record that has one keeps it. `newest`: the later one stays. */
  noteOptOuts(notes: readonly OptOutNote[], which: 'first' | 'newest'): Promise<void>;
  /** These were opted in on consent: when they left before that says nothing of an opt-out that follows. */
  forgetOptOuts(refs: readonly RecordRef[]): Promise<void>;

  /** What this run intends, by side and kind: links with such a row that is not void, those held under another hash than `hash` left out. */
  counted(hash: string): Promise<readonly Count[]>;
  /** Holds this run's planned rows of these kinds under `hash`, but for those that stand under one already; returns how many. */
  hold(trips: readonly Trip[], hash: string): Promise<number>;

  /** Keyed by (run, side, record id). A newer `seq` replaces the image; the phase that comes first in StagePhase stays, but `new` and `first` always set. */
  stage(items: readonly Staged[]): Promise<void>;
  /** Replaces the images of records that are staged already by newer ones; their phase stays. Of others nothing is kept. */
  restage(items: readonly Staged[]): Promise<void>;
  /** Of that phase, in the order they came. */
  nextStaged(phase: 'first' | 'new', limit: number): Promise<readonly Staged[]>;
  images(refs: readonly RecordRef[]): Promise<readonly Staged[]>;
  /** Images of this run on that side with one of these keys, any phase; those in `besides` are left out: the caller has them, unless they were read anew since. */
  imagesByKey(side: Side, keys: readonly string[], besides?: readonly Staged[]): Promise<readonly Staged[]>;
  markPlanned(refs: readonly RecordRef[]): Promise<void>;

  /** Links to be read by id and planned again in this run, with how often that was asked (protocol: at most 6 rounds). */
  again(links: readonly number[]): Promise<void>;
  nextAgain(limit: number): Promise<readonly { readonly link: number; readonly times: number }[]>;
  /** Takes them off the list; their count is kept. */
  notAgain(links: readonly number[]): Promise<void>;

  /** One entry per record and cause: seen again, it keeps its number and first time. */
  list(entries: readonly InboxDraft[]): Promise<void>;
  /** Takes the records' entries of these causes out. */
  clear(refs: readonly RecordRef[], causes: readonly Cause[]): Promise<void>;
  entries(refs: readonly RecordRef[]): Promise<readonly { readonly ref: RecordRef; readonly cause: Cause }[]>;

  /** Locked until the end: two lanes of one run that read and save it follow each other. */
  run(): Promise<RunRow>;
  saveRun(patch: RunPatch): Promise<void>;
  /** Adds to the run's counts. */
  count(delta: {
    read?: Partial<PerSide<number>>;
    calls?: Partial<PerSide<number>>;
    linked?: number;
    unchanged?: number;
    merged?: number;
    converted?: number;
  }): Promise<void>;

  cursor(
    side: Side,
    mapping: string,
  ): Promise<{
    readonly at: number;
    readonly zone: { readonly since: number; readonly until: number; readonly tally: number } | null;
  } | null>;
  /**
   * Whoever is linked and left since then is among this side's changes since then: the latest of its cursors, whatever the mapping; where it has none, the end of the
   * first window a sync ever opened, before which nobody was linked. null: none was.
   */
  seenUntil(side: Side): Promise<number | null>;
  saveCursor(
    side: Side,
    mapping: string,
    at: number,
    zone: { readonly since: number; readonly until: number; readonly tally: number } | null,
  ): Promise<void>;
}

/** What the engine needs of the store. Laws, proven by test/contract/store.ts on PostgreSQL and on the memory store of the simulator. */
export interface Journal {
  /** Next value of the store's one sequence: drawn before a read, it tells later whether the image is older than a link's change. */
  tick(): Promise<number>;
  /** Begins a new attempt of the lane: every earlier lease of it is void from now on. */
  lease(connection: string, run: number, lane: string): Promise<Lease>;
  /** Throws Fenced, having done nothing, if the lease is void or the run has ended. Serialisable against every other transaction on the same links. */
  transaction<T>(lease: Lease, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Creates the run if it is not there; a second call changes nothing. */
  openRun(
    run: Pick<RunRow, 'connection' | 'run' | 'mode' | 'full' | 'records' | 'version' | 'startedAt'> & {
      readonly waiver?: string | null;
    },
  ): Promise<void>;
  /**
   * Open rows nobody is working on: of ended runs, and of this run's rows that are `unknown` or were sent under an attempt that is no longer
   * its lane's. Rows of another live run are left alone (protocol 4.2).
   */
  orphans(connection: string, run: number, limit: number, afterId: number): Promise<readonly JournalRow[]>;
  /** Live links that go by id at the next run, in order: with an open or held row, an entry of category `again`, one an operator retried, or opted out with a consent that nobody looked at yet. */
  looseEnds(connection: string, afterLink: number, limit: number): Promise<readonly number[]>;
  /** Rows of this run still open. */
  openCount(connection: string, run: number): Promise<number>;
}

/** The lease was taken over, or its run has ended: stop at once, touch nothing. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

// ---- what the command reads and writes ----

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

/** Who has a platform record, and for whom. */
export interface Holder {
  readonly platform: string;
  readonly crm: string | null;
  /** Salesforce object of the link, and of what its connection syncs (null: it does not say): they differ once a lead was converted. */
  readonly object: string;
  readonly synced: string | null;
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
  /** R-ALL-17: claims platform records for a connection of an account, first come; returns those owned by another connection. */
  own(account: string, connection: string, platformIds: readonly string[]): Promise<readonly string[]>;
  /** Of platform records that other connections of the account own: the live link each has there. */
  holders(account: string, connection: string, platformIds: readonly string[]): Promise<readonly Holder[]>;
  /** The owners let go of these records: their links end and `connection` owns them from then on. Those with an open row stay; returns the others. */
  takeOver(account: string, connection: string, platformIds: readonly string[]): Promise<readonly string[]>;
  budget(account: string): Promise<{ readonly used: number; readonly limit: number } | null>;
  saveBudget(account: string, used: number, limit: number): Promise<void>;
  secret(connection: string, name: string): Promise<string | null>;
  saveSecret(connection: string, name: string, value: string): Promise<void>;
}

export interface Store extends Journal, Office {
  /** Creates or upgrades the schema. */
  migrate(): Promise<void>;
  /** Throws SyncError `unreachable` when the database does not answer, `misconfigured` when the schema is older or newer than this program. */
  check(): Promise<void>;
  close(): Promise<void>;
}
