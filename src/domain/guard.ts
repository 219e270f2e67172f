import type { Limits } from './connection.js';
import { digest } from './digest.js';
import { isRemoval, type FieldChange, type JournalRow, type Op } from './journal.js';
import { rebased } from './landed.js';
import type { Baseline } from './link.js';
import { refusedForGood } from './refused.js';
import type { Side } from './side.js';
import { isBlank } from './value.js';

/**
 * What a row does, as the guard counts it. `fill` gives values to blank fields and overwrites none; `blank FIELD` clears that field alone.
 * Three kinds are never held: `optOut` is counted, an `optIn` has its own evidence (R-ALL-8), and a `merge` makes one on the platform of what a person made one in the org (R-ALL-11).
 */
export type Kind = 'optOut' | 'optIn' | 'merge' | 'create' | 'update' | 'fill' | 'delete' | `blank ${string}`;

export function kindOf(op: Op, changes: readonly FieldChange[]): Kind {
  if (isRemoval(op)) return 'delete';
  if (op !== 'update') return op;
  const [first] = changes;
  if (first !== undefined && changes.length === 1 && clears(first)) return `blank ${first.field}`;
  return changes.every(({ old }) => isBlank(old)) ? 'fill' : 'update';
}

function clears({ old, next }: FieldChange): boolean {
  return isBlank(next) && !isBlank(old);
}

/** Rows of one side and kind that a run intends, one a link; void ones and those it took over as held do not count. */
export interface Count {
  readonly side: Side;
  readonly kind: Kind;
  readonly n: number;
  /** The guard has held some of them in this run. */
  readonly tripped: boolean;
}

export interface GuardAsk {
  readonly counts: readonly Count[];
  readonly limits: Limits;
  /** Links with both records: what the shares are of. */
  readonly links: number;
  /** No sync has settled yet: creates and blank-filling are what it is for. */
  readonly first: boolean;
}

export type Trip = Pick<Count, 'side' | 'kind'>;

/** The kinds whose rows must be held: more of them than their share of the links, and more than `atLeast`; once tripped, for the rest of the run. */
export function trips({ counts, limits, links, first }: GuardAsk): readonly Trip[] {
  const guarded = counts.filter(({ kind }) => !isFree(kind) && !(first && (kind === 'create' || kind === 'fill')));
  return guarded.filter((count) => {
    const alike = guarded.filter(({ side, kind }) => side === count.side && family(kind) === family(count.kind));
    const n = alike.reduce((sum, one) => sum + one.n, 0);
    return alike.some(({ tripped }) => tripped) || isAbove(n, limits[shareOf(count.kind)], { limits, links });
  });
}

/** From so many links on the verdict is the same, however many more there are: nothing is above its share of them. */
export function enoughLinks(counts: readonly Count[], { atLeast, creates, updates, blankings }: Limits): number {
  const most = counts.reduce((sum, { n }) => sum + n, 0);
  return most > atLeast ? Math.ceil(most / Math.min(creates, updates, blankings)) : 0;
}

/** Opt-outs cross whatever their number; many of them are worth a word. */
export function manyOptOuts({ counts, limits, links }: GuardAsk): number {
  const n = counts.filter(({ kind }) => kind === 'optOut').reduce((sum, one) => sum + one.n, 0);
  return isAbove(n, limits.updates, { limits, links }) ? n : 0;
}

function isAbove(n: number, share: number, { limits, links }: Pick<GuardAsk, 'limits' | 'links'>): boolean {
  return n > limits.atLeast && n > share * links;
}

const isFree = (kind: Kind): boolean => kind === 'optOut' || kind === 'optIn' || kind === 'merge';

/** Counted together: what changes an existing record. */
const family = (kind: Kind): Kind => (kind === 'fill' ? 'update' : kind);

function shareOf(kind: Kind): Exclude<keyof Limits, 'atLeast'> {
  if (kind === 'create') return 'creates';
  if (kind === 'delete') return 'deletes';
  return kind.startsWith('blank ') ? 'blankings' : 'updates';
}

/** Names what a run's guard holds: what `approve` and `reject` are told. */
export function holdOf(connection: string, run: number): string {
  return digest(`${connection} ${run}`);
}

/** One row of a plan. */
export interface Part {
  readonly changes: readonly FieldChange[];
  /** Hash it is held under, or was until `approve` let it go; null: never held. */
  readonly hold: string | null;
  /** Not to be sent: approved by nobody. */
  readonly held: boolean;
}

export interface PortionAsk {
  readonly op: Op;
  readonly changes: readonly FieldChange[];
  /** Unsent rows of the link's last plan, of this side and op, that stand under a hash. */
  readonly before: readonly JournalRow[];
  /** Hash that the run was asked to approve. */
  readonly waiver: string | null;
  /** Hash for what is held anew. */
  readonly anew: string;
  /** Rule whose change is a row of its own too; null: none. */
  readonly alone: string | null;
}

/**
 * The rows one side's changes become. Each blanking is a row of its own, so that it can be held alone, and so is a new email: an address that someone
 * else has is refused, and all else must cross. What was held stays held, in whatever plan it comes back:
 * under its hash while it is the very same change, under a new one once either value is another; a blanking is one thing, any other value of the field another.
 * A run that approves a hash lets go just what stands under it, unchanged.
 */
export function portion({ op, changes, before, waiver, anew, alone }: PortionAsk): readonly Part[] {
  const under = (hold: string): Part => ({ changes: [], hold, held: hold !== waiver });
  if (op !== 'update') {
    const [held] = before;
    if (held?.hold === undefined || held.hold === null) return [{ changes, hold: null, held: false }];
    return [{ ...under(sameChanges(held.changes, changes) ? held.hold : anew), changes }];
  }
  const parts = new Map<string, Part>();
  for (const change of changes) {
    const hold = holdOn(change, before, anew);
    const name = `${hold} ${clears(change) || change.rule === alone ? change.field : ''}`;
    const part = parts.get(name) ?? (hold === null ? { changes: [], hold, held: false } : under(hold));
    parts.set(name, { ...part, changes: [...part.changes, change] });
  }
  return [...parts.values()];
}

function holdOn(change: FieldChange, before: readonly JournalRow[], anew: string): string | null {
  for (const row of before) {
    const held = row.changes.find((one) => one.field === change.field && clears(one) === clears(change));
    if (held !== undefined) return held.old === change.old && held.next === change.next ? row.hold : anew;
  }
  return null;
}

/** The same fields with the same values, before and after. */
export function sameChanges(left: readonly FieldChange[], right: readonly FieldChange[]): boolean {
  return (
    left.length === right.length &&
    left.every((one) =>
      right.some(({ field, old, next }) => field === one.field && old === one.old && next === one.next),
    )
  );
}

/** The same, from the same values of the other side: another hour of one day is a change that writes nothing else. */
export function isSamePlan(left: readonly FieldChange[], right: readonly FieldChange[]): boolean {
  return (
    sameChanges(left, right) &&
    left.every((one) => right.some(({ field, from }) => field === one.field && from === one.from))
  );
}

/** Where an unsent row goes that is not sent after all: what was held is held again. */
export function unsentState({ hold }: Pick<JournalRow, 'hold'>): 'void' | 'held' {
  return hold === null ? 'void' : 'held';
}

/** Names a rejected write by its values alone: whatever else of the person changes, it is not planned again. Who is kept is kept for good. */
export function rejectionOf({ link, side, op, changes }: Pick<JournalRow, 'link' | 'side' | 'op' | 'changes'>): string {
  if (isRemoval(op)) return refusedForGood(side, op);
  return digest(JSON.stringify(['rejected', link, side, op, changes.map(({ field, next }) => [field, next])]));
}

/**
 * Two runs at once may hold one field of a person twice; the row that was planned last is what counts. Of `row` is left what no later one of `unsent`, of its link, says anew;
 * `over` are earlier ones that say nothing it does not say anew.
 */
export function latest(
  row: JournalRow,
  unsent: readonly JournalRow[],
): { readonly row: JournalRow; readonly over: readonly JournalRow[] } {
  const alike = unsent.filter(({ side, op }) => side === row.side && op === row.op);
  const says = (one: JournalRow, rule: string) => one.changes.some((change) => change.rule === rule);
  const later = alike.filter(({ id }) => id > row.id);
  const changes = row.changes.filter(({ rule }) => !later.some((one) => says(one, rule)));
  const over = alike.filter((one) => one.id < row.id && one.changes.every(({ rule }) => says(row, rule)));
  return { row: { ...row, changes }, over };
}

/** A rejected update: both values stand as they are, until either of them changes. */
export function rejected(baseline: Baseline, row: JournalRow, at: number): Baseline {
  return rebased(baseline, { ...row, changes: row.changes.map((change) => ({ ...change, next: change.old })) }, at);
}
