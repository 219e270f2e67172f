import type { Kind } from './guard.js';
import type { Side } from './side.js';
import type { Value } from './value.js';

/**
 * The states of a journal row (protocol section 2).
 *   planned → sent → done | refused      sent → unknown → done | void | held      planned | held → void
 *   planned → held by the guard; held → planned by approval, as another row of a new plan
 * `sent` and `unknown` are open. Only `planned` becomes `sent`; an open row is never sent again.
 */
export type RowState = 'planned' | 'sent' | 'unknown' | 'done' | 'refused' | 'void' | 'held';

export type Op = keyof typeof OP_RANK;

/** What goes out first: opt-outs before all other work of a run (R-ALL-8), then doubles become one; creates before updates, then deletions, and opt-ins last. */
export const OP_RANK = {
  optOut: 0,
  merge: 1,
  create: 2,
  update: 3,
  archive: 4,
  delete: 5,
  optIn: 6,
} as const;

/** One field of one intended write. `from` is the other side's value that `next` came from: the baseline on landing is (from, next). */
export interface FieldChange {
  /** FieldRule.key */
  readonly rule: string;
  /** The target's own field name. */
  readonly field: string;
  readonly old: Value;
  readonly next: Value;
  readonly from: Value;
}

/** An intended write, durable before the call goes out. */
export interface JournalRow {
  readonly id: number;
  readonly run: number;
  readonly link: number;
  readonly side: Side;
  readonly op: Op;
  /** Entity written: `Contact`, `Lead`, `member`. */
  readonly object: string;
  /** Record to write to; null for a create; of a merge the record that gives way. */
  readonly target: string | null;
  /** The other side's record the values come from; of a merge the record that stays. null only if there is none. */
  readonly source: string | null;
  /** None for an opt-out, an opt-in, a merge or a deletion: what they say is the adapter's. */
  readonly changes: readonly FieldChange[];
  /** Link revision the row was planned against. */
  readonly rev: number;
  readonly state: RowState;
  /** Lease attempt that marked it sent (see ports/store.ts); 0 before. */
  readonly attempt: number;
  /** Lane of that lease, e.g. `write:crm`. */
  readonly lane: string;
  /** The target's own time when it was marked sent, epoch ms; null before. */
  readonly sentAt: number | null;
  /** The side's job that carries it, from before it was marked sent; null: none. */
  readonly job: string | null;
  /** How often it was taken up by a write batch. */
  readonly tries: number;
  /** Normalised email the target carries once this has landed; null when an update leaves the email alone. */
  readonly key: string | null;
  /** The record is opted out once this has landed: an opt-out, or the create of someone who is (R-ALL-8). Means nothing for an update. */
  readonly optedOut: boolean;
  readonly mapping: string;
  /** Same link, side and values give the same hash. */
  readonly planHash: string;
  /** What the guard counts it as. */
  readonly kind: Kind;
  /** Hash it is held under, or was until it was approved; null: never held. */
  readonly hold: string | null;
}

/** What takes a record away because its partner was deleted (R-ALL-9). */
export const REMOVALS = ['archive', 'delete'] as const satisfies readonly Op[];

export function isRemoval(op: Op): op is (typeof REMOVALS)[number] {
  return REMOVALS.some((one) => one === op);
}

export function isOpen(row: Pick<JournalRow, 'state'>): boolean {
  return row.state === 'sent' || row.state === 'unknown';
}
