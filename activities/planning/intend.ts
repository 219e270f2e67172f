import { digest } from '../../src/domain/digest.js';
import { holdOf, isSamePlan, kindOf, rejectionOf, type Part } from '../../src/domain/guard.js';
import type { FieldChange, Op } from '../../src/domain/journal.js';
import type { Link } from '../../src/domain/link.js';
import { wasRefused } from '../../src/domain/refused.js';
import { other, type Side } from '../../src/domain/side.js';
import { entry } from '../../src/domain/inbox.js';
import { noteRecords, type Book } from './book.js';
import type { Desk } from './desk.js';
import { emailRule, keyOf } from './emailRule.js';

export interface Intent {
  readonly side: Side;
  readonly op: Op;
  readonly changes: readonly FieldChange[];
  /** Stamps of the records it was decided on: a refused write is tried again as soon as either record changes. */
  readonly stamps: readonly number[];
  readonly optedOut: boolean;
  /** Where it does not come from the link's other record. */
  readonly source?: string | null;
}

/**
 * Intends one side's changes, row by row as the guard may hold them, but for a row that was refused on records that have not changed since: its entry
 * then stays and nothing is sent (R-ALL-15).
 */
export function intend(desk: Desk, book: Book, link: Link, intent: Intent): void {
  const { side, op, changes } = intent;
  noteRecords(book.keeps, link);
  const before = (book.held.get(link.id) ?? []).filter((row) => row.side === side && row.op === op);
  const anew = holdOf(desk.opened.connection.id, desk.run.run);
  const alone = emailRule(desk.mapping)?.key ?? null;
  for (const part of desk.deps.protocol.portion({ op, changes, before, waiver: desk.run.waiver, anew, alone })) {
    const same = before.find(
      (row) => row.hold === part.hold && row.target === link.ids[side] && isSamePlan(row.changes, part.changes),
    );
    if (part.held && same !== undefined) book.kept.add(same.id);
    else intendPart(desk, book, link, intent, part);
  }
}

function intendPart(
  desk: Desk,
  book: Book,
  link: Link,
  { side, op, stamps, optedOut, source }: Intent,
  { changes, hold, held }: Part,
): void {
  const values = changes.map(({ field, next }) => [field, next]);
  const planHash = digest(
    JSON.stringify([link.id, side, op, stamps, values, ...(source === undefined ? [] : [source])]),
  );
  if (wasRefused(link.refused, () => [planHash, rejectionOf({ link: link.id, side, op, changes })])) return;
  const object = side === 'crm' ? link.object : (desk.opened.platform.objects[0] ?? '');
  book.rows.push({
    run: desk.run.run,
    link: link.id,
    side,
    op,
    object,
    target: link.ids[side],
    source: source === undefined ? link.ids[other(side)] : source,
    changes,
    rev: link.rev,
    key: keyOf(desk.mapping, changes),
    optedOut,
    mapping: desk.mapping.version,
    planHash,
    kind: kindOf(op, changes),
    hold,
    state: held ? 'held' : 'planned',
  });
}

/** R-ALL-8: a ratchet, whatever else is decided. */
export function intendOptOut(desk: Desk, book: Book, link: Link, side: Side): void {
  intend(desk, book, link, { side, op: 'optOut', changes: [], stamps: [], optedOut: true });
}

/** R-ALL-8: only on consent, and for each consent once where it was refused. */
export function intendOptIn(desk: Desk, book: Book, link: Link, side: Side, consentAt: number): void {
  intend(desk, book, link, { side, op: 'optIn', changes: [], stamps: [consentAt], optedOut: false });
}

/** Values the other side cannot hold: listed with the fields' names. */
export function listRefusals(book: Book, link: Link, fields: readonly string[]): void {
  if (fields.length > 0) book.listed.push(entry(link, 'invalid-value', fields));
}
