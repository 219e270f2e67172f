import type { Consent } from '../domain/consent.js';
import type { Conversion } from '../domain/conversion.js';
import type { InboxDraft, Cause } from '../domain/inbox.js';
import type { Count, Trip } from '../domain/guard.js';
import type { JournalRow, Op, RowState } from '../domain/journal.js';
import type { Party } from './sharing.js';
import type { Baseline, Link } from '../domain/link.js';
import type { PerSide, Side } from '../domain/side.js';
import type { Missing, Stone, Tombstone } from '../domain/tombstone.js';
import type {
  NewLink,
  NewRow,
  OptOutNote,
  Pair,
  RecordRef,
  RowUpdate,
  RunPatch,
  RunRow,
  Staged,
  StoredConsent,
} from './stored.js';

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

  /** R-ALL-17: claims platform records of an account for the connection, first come; true: none of them was claimed before. */
  claim(account: string, platformIds: readonly string[]): Promise<boolean>;
  /** Of these, those that another connection has claimed. */
  ownedElsewhere(account: string, platformIds: readonly string[]): Promise<readonly string[]>;
  /** The other parties of the connection's account and org, by connection; none for one that never joined. */
  neighbours(): Promise<readonly Party[]>;
  /** Of these records, those that stand in a live pair of one of these other connections. */
  pairedElsewhere(connections: readonly string[], side: Side, ids: readonly string[]): Promise<readonly string[]>;
  /** Of these keys, those that an open create of one of these other connections carries. */
  createdElsewhere(connections: readonly string[], side: Side, keys: readonly string[]): Promise<readonly string[]>;

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
  /** Of rows the caller has, those that stand otherwise by now, by id: how, or null where there is none any more. Nothing else of a row ever changes. */
  standings(rows: readonly RowUpdate[]): Promise<ReadonlyMap<number, RowUpdate | null>>;
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
