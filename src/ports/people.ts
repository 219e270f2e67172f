import type { WriteJobs } from './writeJobs.js';
import type { Op } from '../domain/journal.js';
import type { Side } from '../domain/side.js';
import type { Snapshot } from '../domain/record.js';
import type { Fields, Value } from '../domain/value.js';

/** One field as the side describes it now. */
export interface FieldInfo {
  readonly name: string;
  /** The side's own type word: `string`, `picklist`, `double`, …; Mailchimp: `text`, `number`, `date`, … */
  readonly type: string;
  readonly length: number | null;
  readonly createable: boolean;
  readonly updateable: boolean;
  /** Must be given on create: not nillable, no default (R-ALL-16). */
  readonly required: boolean;
  /** Allowed values where the field is restricted, else null. */
  readonly values: readonly string[] | null;
}

export interface Schema {
  readonly object: string;
  readonly fields: readonly FieldInfo[];
  /** The side's own time at the answer, epoch ms. */
  readonly at: number;
}

/** Where a keyset walk stands: strictly after this (stamp, id). */
export interface Position {
  readonly stamp: number;
  readonly id: string;
}

/** A job of the side's own that reads the rest of a window, whatever becomes of who began it: whoever has this takes it up again. */
export interface ReadJob {
  /** The side's name of it; null: to be begun. */
  readonly id: string | null;
  /** Where its results go on; null: with the first. */
  readonly locator: string | null;
  /** The store's tick before it was begun: its results are no newer than that. */
  readonly seq: number;
  /** How often it was asked whether it is through, and how many before it came to nothing. */
  readonly polls: number;
  readonly failures: number;
}

export interface Window {
  /** Epoch ms, inclusive; 0 = from the beginning. */
  readonly since: number;
  /** Epoch ms, inclusive: fixed when the window was opened. */
  readonly until: number;
  readonly after: Position | null;
  readonly limit: number;
  /** The store's tick before this call, from whoever can go on by a job; without it there will be none. */
  readonly seq?: number;
  /** Reads what lies after `after`. */
  readonly job?: ReadJob | null;
}

export interface Page {
  readonly records: readonly Snapshot[];
  /** null: the window is exhausted. */
  readonly next: Position | null;
  /** The rest comes by this job. */
  readonly job?: ReadJob | null;
  /** So long before it is worth asking again, ms. */
  readonly wait?: number;
}

export interface Recheck {
  /** The side's own time before the read, epoch ms. */
  readonly at: number;
  /** Everything among `ids` that is not certainly unchanged since `since`; others may be in it too. */
  readonly records: readonly Snapshot[];
  /** Of those not asked for nothing is said: a later re-read must look from the same `since` on. */
  readonly partial?: true;
}

/** A record to be created. */
export interface Draft {
  /** Ours; only to tell errors apart. */
  readonly ref: number;
  readonly object: string;
  readonly fields: Fields;
  /** The other side's id, carried where the side has a place for it. */
  readonly carries: string | null;
  /** The person is opted out: is created so, or not at all. */
  readonly optedOut: boolean;
}

/** Fields of one record to be overwritten. */
export interface Change {
  readonly ref: number;
  readonly object: string;
  readonly id: string;
  /** The record's email as last read: some platforms write by it. */
  readonly email: string | null;
  readonly fields: Readonly<Record<string, Value>>;
}

/** A person to be opted out, or in. */
export type OptOut = Omit<Change, 'fields'>;

/** A record to be taken away: into the recycle bin or the archive, as the side has it, or for good where `delete` on it means that (R-ALL-9). */
export interface Removal extends OptOut {
  readonly how: 'archive' | 'delete';
}

/** What became of one write. */
export type Outcome =
  | { readonly kind: 'done'; readonly id: string; readonly created: boolean; readonly stamp: number | null }
  /** Create only: someone with this key is there already; nothing was changed. */
  | { readonly kind: 'exists'; readonly id: string | null }
  /** This record, as it is, will not be taken. `code` is the vendor's; `vendorText` goes to the store only. */
  | { readonly kind: 'refused'; readonly code: string; readonly fields: readonly string[]; readonly vendorText: string }
  /** The side took nothing, since it has lost these fields, or the right to write them, after the schema was read (R-ALL-13). */
  | { readonly kind: 'drifted'; readonly code: string; readonly fields: readonly string[] }
  /** Deleted, converted or merged meanwhile. */
  | { readonly kind: 'stale'; readonly code: string }
  /** Locked by someone else just now. */
  | { readonly kind: 'locked'; readonly code: string }
  /** Its turn never came: the job ended before or was never closed, or a call before it met a fault. Nothing was changed. */
  | { readonly kind: 'missed' }
  /** The answer to a call of its own was lost: it may have landed, or land yet. */
  | { readonly kind: 'lost' };

/**
 * One side's people, as the engine sees them. Laws, proven by test/contract/people.ts on every adapter:
 *   L1  `page` walks (stamp, id) strictly upwards within [since, until] and yields every record whose stamp lies there, deleted ones
 *       included, each at least once; the bounds do not move while it walks. Records changed meanwhile may be missing: their new stamp is later.
 *       What a job reads comes in no order, and shows the records as they were at some time after it was begun.
 *   L2  `create`, `update`, `optOut` and `remove` return one Outcome per input, in its order. They throw only when nothing was written, except SyncError
 *       `unknown`: the answer was lost, any of them may have landed (where records are calls of their own, `lost` says which). They are never repeated
 *       inside the adapter once bytes were sent.
 *   L3  only the given fields are read and written; an update changes nothing else, above all no subscription.
 *   L4  `create` never changes an existing record: `exists` instead, where `createOnly`; else the caller looks the keys up before.
 *   L5  `read` returns deleted, converted and merged records too, marked; what is gone for good comes back with `deleted` and `absent` true and no fields. Fields the
 *       side does not have (any more) are left out of it, as in `madeByUs`.
 *   L6  values are in stored form (domain/value.ts): reading back what was written gives the same value.
 *   L8  `optOut` makes these people unreachable by mail and changes nothing else of them; twice is once. Nobody is ever opted in by any call but `optIn`,
 *       which changes nothing else either, and leaves the person to confirm where the side asks for that.
 *   L9  after `remove` the record is gone for `read` and `findByEmail`; nobody else is. One that is gone already is `stale`. A Salesforce record lies in the
 *       recycle bin; a platform keeps an archived one.
 *   L10 `total` is the side's own count of what `page` yields of that object in all time.
 *   L7  faults are SyncErrors, `drifted` where a field asked for has vanished; no message holds a value of a record.
 */
export interface People {
  readonly side: Side;
  /** 'salesforce', 'mailchimp', … */
  readonly system: string;
  /** Objects this connection syncs, in matching order: ['Contact'], ['member']. */
  readonly objects: readonly string[];
  /** Longest time between a record's stamp and its being visible to reads, ms. */
  readonly visibleWithin: number;
  /** Longest time after which a call whose answer was lost can still land, ms. */
  readonly landsWithin: number;
  readonly createOnly: boolean;
  /** Creates carry the other side's id, so that a lost create is found by it. */
  readonly carriesIds: boolean;
  readonly pageSize: number;
  /** Most records of one `create` and of one `update`. */
  readonly writeBatch: Readonly<Record<Op, number>>;
  /** The side's own time now, epoch ms: the last answer's Date header advanced by our monotonic clock. */
  now(): number;
  describe(object: string): Promise<Schema>;
  page(object: string, fields: readonly string[], window: Window): Promise<Page>;
  /** How many records `page` would yield for [since, until] now; null where that is no cheaper than reading them. */
  tally(since: number, until: number): Promise<number | null>;
  /** Asked of the side anew, never of what was listed. */
  total(object: string): Promise<number>;
  read(fields: readonly string[], ids: readonly string[]): Promise<readonly Snapshot[]>;
  /** Live records of any object of the system that may be the person (Salesforce: Leads and Contacts), by normalised email. */
  findByEmail(fields: readonly string[], emails: readonly string[]): Promise<readonly Snapshot[]>;
  /** Records made by our own user at or after `since`, deleted ones included. */
  madeByUs(fields: readonly string[], since: number): Promise<readonly Snapshot[]>;
  recheck(fields: readonly string[], ids: readonly string[], since: number): Promise<Recheck>;
  create(drafts: readonly Draft[]): Promise<readonly Outcome[]>;
  update(changes: readonly Change[]): Promise<readonly Outcome[]>;
  optOut(people: readonly OptOut[]): Promise<readonly Outcome[]>;
  remove(removals: readonly Removal[]): Promise<readonly Outcome[]>;
  /** Only ever on consent newer than the opt-out (R-ALL-8). */
  optIn(people: readonly OptOut[]): Promise<readonly Outcome[]>;
  /** Writing by jobs of the side's own; absent: it has none. */
  readonly jobs?: WriteJobs;
  /** Calls made by this instance since it was made, logins not counted. */
  calls(): number;
}
