import { normaliseEmail } from './email.js';
import type { JournalRow } from './journal.js';
import type { Snapshot } from './record.js';

export type Judgement =
  | { readonly kind: 'landed'; readonly record: Snapshot }
  | { readonly kind: 'notLanded' }
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
  const shows = (field: string, value: unknown) => target.fields[field] === value;
  if (moved.some((change) => shows(change.field, change.next))) return { kind: 'landed', record: target };
  if (!closed) return { kind: 'undecided' };
  if (moved.some((change) => shows(change.field, change.old))) return { kind: 'notLanded' };
  // Neither old nor new anywhere: someone wrote after us or instead of us. Taken as landed, their value wins.
  return { kind: 'landed', record: target };
}

export interface CreateSearch {
  /** Unlinked records that may be it: made since the mark, or carrying its key; deleted ones included. */
  readonly found: readonly Snapshot[];
  /** The side's creates carry the source's id. */
  readonly carriesIds: boolean;
  /** `found` holds only records our own user made. */
  readonly onlyOurs: boolean;
}

/** A create whose answer was lost. */
export function judgeCreate(row: JournalRow, search: CreateSearch, closed: boolean): Judgement {
  const record = pick(row, search);
  if (record) return { kind: 'landed', record };
  return closed ? { kind: 'notLanded' } : { kind: 'undecided' };
}

function pick(row: JournalRow, { found, carriesIds, onlyOurs }: CreateSearch): Snapshot | undefined {
  if (carriesIds) return found.find((record) => record.carries !== null && record.carries === row.source);
  const others = row.changes.filter((change) => normaliseEmail(String(change.next)) !== row.key);
  const equal = (record: Snapshot) => others.filter((change) => record.fields[change.field] === change.next).length;
  const young = (record: Snapshot) =>
    record.createdAt === null || row.sentAt === null || record.createdAt >= row.sentAt - 5_000;
  const byKey = found.filter((record) => normaliseEmail(record.email) === row.key && young(record));
  const sure = byKey.find(
    (record) => onlyOurs || record.createdAt !== null || others.length === 0 || equal(record) > 0,
  );
  if (sure) return sure;
  // The email was changed since: any written field among records of our own, all of at least two where others' records are among them.
  const enough = onlyOurs ? 1 : Math.max(2, others.length);
  const alike = found.filter((record) => young(record) && equal(record) >= enough);
  return alike.length === 1 || onlyOurs ? alike.toSorted((a, b) => equal(b) - equal(a))[0] : undefined;
}
