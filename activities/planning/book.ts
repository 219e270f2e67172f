import { type Cause, type InboxDraft, staysUntilWritten } from '../../src/domain/inbox.js';
import type { JournalRow } from '../../src/domain/journal.js';
import type { Baseline, Link } from '../../src/domain/link.js';
import type { NewLink, NewRow, OptOutNote, Pair, RecordRef } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import { SIDES, type PerSide } from '../../src/domain/side.js';
import type { Snapshot } from '../../src/domain/record.js';
import type { Tombstone } from '../../src/domain/tombstone.js';
import { isOver } from './refusedConversion.js';
import type { Heritage } from './inheritOptOuts.js';

/** What a slice decided, gathered so that the store is told in bulk, once. */
export interface Book {
  readonly links: Map<number, Link>;
  readonly baselines: (Pair & { readonly baseline: Baseline })[];
  readonly rows: NewRow[];
  readonly voided: JournalRow[];
  /** Unsent rows that stand under a hash, by link: they stay unless a new plan of their link replaces them. */
  readonly held: Map<number, readonly JournalRow[]>;
  /** Held rows that the new plan holds just so. */
  readonly kept: Set<number>;
  /** Links whose plan was made anew: their held rows that are not kept are void. */
  readonly replanned: Set<number>;
  /** Dead links under which ids of before are found again (explain). */
  readonly traces: NewLink[];
  readonly buried: Tombstone[];
  readonly listed: InboxDraft[];
  /** Records decided on: entries of theirs that are not listed again are taken out, those in `keeps` excepted. */
  readonly decided: RecordRef[];
  /** Of these, those of the CRM as they were read. */
  readonly read: Map<string, Snapshot>;
  /** Records whose entries of category `error` stay until a new write of theirs has landed. */
  readonly keeps: PerSide<Set<string>>;
  /** Records put off: all their entries stay. */
  readonly putOff: PerSide<Set<string>>;
  readonly again: Set<number>;
  /** Emails someone has just left or taken: half links that share one may be matched differently now. */
  readonly moved: Set<string>;
  /** Links that died into another: their unsent rows are void too. */
  readonly died: number[];
  /** Records seen to be opted out: for the first time since they were not, or not for certain. */
  readonly left: { readonly anew: OptOutNote[]; readonly still: OptOutNote[] };
  /** Opt-outs of records that went: those of successions, before anything is decided, and those of records that a link lets go of. */
  readonly heritage: { readonly succeeded: Heritage[]; readonly letGo: Heritage[] };
  linked: number;
  unchanged: number;
  /** Links that followed a merge or a conversion in the CRM. */
  merged: number;
  converted: number;
}

export function emptyBook(): Book {
  return {
    links: new Map(),
    baselines: [],
    rows: [],
    voided: [],
    held: new Map(),
    kept: new Set(),
    replanned: new Set(),
    traces: [],
    buried: [],
    listed: [],
    decided: [],
    read: new Map(),
    keeps: { crm: new Set(), platform: new Set() },
    putOff: { crm: new Set(), platform: new Set() },
    again: new Set(),
    moved: new Set(),
    died: [],
    left: { anew: [], still: [] },
    heritage: { succeeded: [], letGo: [] },
    linked: 0,
    unchanged: 0,
    merged: 0,
    converted: 0,
  };
}

export const refKey = (ref: RecordRef): string => `${ref.side} ${ref.id}`;

/** Takes a link's records into sets of records. A set a side: to name a record by both costs more than to look it up. */
export function noteRecords(sets: PerSide<Set<string>>, { ids }: Pick<Link, 'ids'>): void {
  for (const side of SIDES) if (ids[side] !== null) sets[side].add(ids[side]);
}

/** Nothing is decided on this link yet: it is read by id and planned again. What is listed of it stays. */
export function putOff(book: Book, link: Pick<Link, 'id' | 'ids'>): void {
  book.again.add(link.id);
  noteRecords(book.putOff, link);
}

/** Tells the store. Voids come first: a new plan of a link replaces the old one whole (protocol 1, "a plan is one unit"). */
export async function close(tx: Tx, book: Book): Promise<void> {
  const held = [...book.held.values()].flat();
  const over = held.filter((row) => book.replanned.has(row.link) && !book.kept.has(row.id));
  // Approved by a run that did not send them.
  const back = held.filter((row) => row.state !== 'held' && !over.includes(row));
  await tx.saveRows([...book.voided, ...over].map((row) => ({ ...row, state: 'void' as const })));
  await tx.saveRows(back.map((row) => ({ ...row, state: 'held' as const })));
  await tx.saveLinks([...book.links.values()]);
  await tx.saveBaselines(book.baselines);
  await tx.addRows(book.rows);
  await tx.addLinks(book.traces);
  await tx.bury(book.buried);
  await tx.again([...book.again]);
  await clearSettled(tx, book);
  await tx.list(distinct(book.listed));
  const { linked, unchanged, merged, converted } = book;
  await tx.count({ linked, unchanged, merged, converted });
}

const distinct = (entries: readonly InboxDraft[]) => [
  ...new Map(entries.map((one) => [`${one.cause} ${one.crm} ${one.platform}`, one])).values(),
];

async function clearSettled(tx: Tx, book: Book): Promise<void> {
  const now = new Set(
    book.listed.flatMap((one) => [`${one.cause} crm ${one.crm}`, `${one.cause} platform ${one.platform}`]),
  );
  const gone = new Map<Cause, RecordRef[]>();
  for (const { ref, cause } of await tx.entries(book.decided)) {
    if (now.has(`${cause} ${refKey(ref)}`)) continue;
    if (cause === 'not-converted' && !(await isOver(tx, book.read.get(ref.id)))) continue;
    if (book.putOff[ref.side].has(ref.id)) continue;
    if (book.keeps[ref.side].has(ref.id) && staysUntilWritten(cause)) continue;
    gone.set(cause, [...(gone.get(cause) ?? []), ref]);
  }
  for (const [cause, refs] of gone) await tx.clear(refs, [cause]);
}
