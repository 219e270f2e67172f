import { normaliseEmail } from './email.js';
import type { FieldChange, JournalRow } from './journal.js';
import type { Snapshot } from './record.js';

export type Judgement =
  /** `changes`: those of an update that count as landed, where that is not all of them. */
  | { readonly kind: 'landed'; readonly record: Snapshot; readonly changes?: readonly FieldChange[] }
  | { readonly kind: 'notLanded' }
  /** Landed on one of several that look alike, or on none. */
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'undecided' };

/** Whether the call can land no more: the side's own time before the read-back against mark + half the heartbeat timeout + hold (protocol 4.5). */
export function isClosed(row: JournalRow, serverNow: number, half: number, landsWithin: number): boolean {
  return row.sentAt !== null && serverNow >= row.sentAt + half + landsWithin;
}

/** An update whose answer was lost, judged on its target as read back (dead records too: they can still be read). */
export function judgeUpdate(row: JournalRow, target: Snapshot | undefined, closed: boolean): Judgement {
  if (!target) return closed ? { kind: 'notLanded' } : { kind: 'undecided' };
  // A field that is no longer there tells nothing (R-ALL-13).
  const moved = row.changes.filter(({ field, next, old }) => next !== old && target.fields[field] !== undefined);
  if (moved.length === 0) return closed ? { kind: 'notLanded' } : { kind: 'undecided' };
  const fresh = moved.filter(({ field, next }) => target.fields[field] === next).length;
  const isOld = ({ field, old: before }: FieldChange) => target.fields[field] === before;
  const old = moved.filter(isOld).length;
  // Of values that many people share, one may have come or come back by someone else's hand: the greater number tells, and while it may still land, most of all.
  if (fresh > (closed ? old : moved.length / 2)) return { kind: 'landed', record: target };
  if (!closed) return { kind: 'undecided' };
  // Some say so, as many or more do not: field by field. What shows the new value is in step with where it came from, however it got there.
  if (fresh > 0 && old > 0)
    return { kind: 'landed', record: target, changes: row.changes.filter((change) => !isOld(change)) };
  if (old > 0) return { kind: 'notLanded' };
  // Neither old nor new anywhere: someone wrote after us or instead of us. Taken as landed, their value wins.
  return { kind: 'landed', record: target };
}

/** An opt-out whose answer was lost. No hold: sending it twice does no harm, waiting would (protocol 4.5). */
export function judgeOptOut(target: Snapshot | undefined): Judgement {
  return target?.optedOut ? { kind: 'landed', record: target } : { kind: 'notLanded' };
}

/** An opt-in whose answer was lost: never sent anew while it may land, for an opt-out may come in between (protocol 4.5). */
export function judgeOptIn(target: Snapshot | undefined, closed: boolean): Judgement {
  if (target && !target.optedOut) return { kind: 'landed', record: target };
  return closed ? { kind: 'notLanded' } : { kind: 'undecided' };
}

/** Opted out since an opt-in without an answer was marked, or again: the record has changed, and whether that was somebody's leaving cannot be told. */
export function leftSince({ sentAt }: Pick<JournalRow, 'sentAt'>, target: Snapshot): boolean {
  return target.optedOut && sentAt !== null && target.stamp >= sentAt - STAMP_SLACK_MS;
}

/** A merge whose answer was lost: the record that gives way is gone, or is not (protocol 4.5). */
export function judgeMerge(loser: Snapshot | undefined, closed: boolean): Judgement {
  if (loser?.deleted) return { kind: 'landed', record: loser };
  return closed ? { kind: 'notLanded' } : { kind: 'undecided' };
}

/** A deletion whose answer was lost: the record is gone, whoever did it, or is not (protocol 4.5). */
export const judgeRemoval = judgeMerge;

export interface CreateSearch {
  /** Unlinked records that may be it: made since the mark, or carrying its key; deleted ones included. */
  readonly found: readonly Snapshot[];
  /** The side's creates carry the source's id. */
  readonly carriesIds: boolean;
  /** `found` holds only records our own user made. */
  readonly onlyOurs: boolean;
}

/**
 * A create whose answer was lost. Found by the id it carries, else by its email; by other written fields alone only once the call can land no more,
 * since a record of the very same hour may be someone else's. Several as alike as each other: a person must say.
 */
export function judgeCreate(row: JournalRow, search: CreateSearch, closed: boolean): Judgement {
  const named = search.carriesIds ? carrying(row, search) : byEmail(row, search);
  if (named) return { kind: 'landed', record: named };
  if (!closed) return { kind: 'undecided' };
  const [record, second] = search.carriesIds ? [] : alike(row, search);
  if (!record) return { kind: 'notLanded' };
  return second && second.equal === record.equal ? { kind: 'ambiguous' } : { kind: 'landed', record: record.record };
}

function carrying(row: JournalRow, { found }: CreateSearch): Snapshot | undefined {
  return found.find((record) => record.carries !== null && record.carries === row.source);
}

function byEmail(row: JournalRow, { found, onlyOurs }: CreateSearch): Snapshot | undefined {
  const others = besidesEmail(row);
  return found.find(
    (record) =>
      normaliseEmail(record.email) === row.key &&
      isYoung(row, record) &&
      (onlyOurs || record.createdAt !== null || others.length === 0 || equalIn(others, record) > 0),
  );
}

/** The email was changed since: any written field among records of our own, all of at least two where others' records are among them. The most alike first. */
function alike(row: JournalRow, { found, onlyOurs }: CreateSearch) {
  const others = besidesEmail(row);
  const enough = onlyOurs ? 1 : Math.max(2, others.length);
  return found
    .map((record) => ({ record, equal: equalIn(others, record) }))
    .filter(({ record, equal }) => equal >= enough && isYoung(row, record))
    .toSorted((a, b) => b.equal - a.equal);
}

const besidesEmail = (row: JournalRow) =>
  row.changes.filter((change) => normaliseEmail(String(change.next)) !== row.key);
const equalIn = (changes: JournalRow['changes'], record: Snapshot) =>
  changes.filter((change) => record.fields[change.field] === change.next).length;

/** A record of ours cannot be older than the mark by more than the two clocks' rounding. */
export const STAMP_SLACK_MS = 5_000;

function isYoung(row: JournalRow, { createdAt }: Snapshot): boolean {
  return createdAt === null || row.sentAt === null || createdAt >= row.sentAt - STAMP_SLACK_MS;
}
