import { SIDES } from '../../src/domain/side.js';
import type { Staged } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import { isHalf, pairOf } from '../../src/domain/landed.js';
import { refsOf, type Link } from '../../src/domain/link.js';
import { tryingAgain } from '../../src/domain/spared.js';
import { wantsAnother } from '../addresses.js';
import { acquaint } from './acquaint.js';
import { entry } from '../../src/domain/inbox.js';
import { close, emptyBook, putOff, type Book } from './book.js';
import { decideHalf } from './decideHalf.js';
import { decidePair } from './decidePair.js';
import type { Desk } from './desk.js';
import { gravesOf, missingOf, withUnlinked } from './graves.js';
import type { Lookup } from './lookup.js';
import { inheritOptOuts } from './inheritOptOuts.js';
import { noteConsents } from './noteConsents.js';
import { partners } from './partners.js';
import { runErrand } from './errand.js';
import { noteUndone } from './noteUndone.js';
import { consented } from './stances.js';
import type { Subject } from './subject.js';
import { witness } from './witness.js';

/**
 * Decides on the people of one slice, in one transaction: who is who, what differs, which writes are intended (protocol 4.4).
 * A new plan of a link replaces its unsent rows on both sides, held ones only once it is made; a link with an open write is listed and left as it is.
 * @param byId all records of every link were read after whatever another run holds of it; else that may be newer than what was read, and is read again first
 */
export async function planSlice(
  tx: Tx,
  desk: Desk,
  read: readonly Staged[],
  lookup: Lookup,
  byId = false,
): Promise<void> {
  const book = emptyBook();
  // Whoever was merged or converted since they were read, and is known to be by a chain that leads through them.
  const items = read.map((item) => lookup.passed.get(item.record.id) ?? item);
  const passed = [...lookup.passed.values()];
  await tx.stage(passed);
  const behind = await tx.linksByRecord(
    'crm',
    passed.map(({ record }) => record.id),
  );
  await tx.again(behind.filter(({ gone }) => !gone.crm).map(({ id }) => id));
  await tx.stage(lookup.found);
  const ends = [...lookup.ends.values()];
  await noteUndone(tx, ends);
  await tx.stage(ends);
  await tx.again(lookup.handed);
  const circle = await acquaint(tx, desk, items, lookup);
  const cemetery = await gravesOf(tx, circle, [...items, ...ends]);
  const subjects = await partners(tx, desk, circle, items, lookup, book);
  const free: Subject[] = [];
  for (const subject of subjects) {
    if (circle.isOpen(subject.link)) book.listed.push(entry(subject.link, 'pending'));
    else free.push(subject);
  }
  const witnessed = free.map((subject) => witness(desk, tx.tick, subject, book));
  const graves = withUnlinked(cemetery, book.buried, tx.tick);
  const seenBy = await lookAgain(tx, book, witnessed);
  await tx.noteOptOuts(book.left.still, 'first');
  await tx.noteOptOuts(book.left.anew, 'newest');
  await inheritOptOuts(tx, book.heritage.succeeded);
  await noteConsents(tx, seenBy);
  const consents = await consented(
    tx,
    desk.deps.protocol,
    seenBy.map(({ link }) => link),
  );
  const unsent = await tx.unsentRows([...free.map(({ link }) => link.id), ...book.died]);
  const foreign = new Set(unsent.filter((row) => row.run !== desk.run.run).map((row) => row.link));
  const heldElsewhere = new Set(
    unsent.filter((row) => row.run !== desk.run.run && row.hold !== null).map((row) => row.link),
  );
  const died = new Set(book.died);
  for (const row of unsent) {
    if (row.hold === null || died.has(row.link)) {
      book.voided.push(row);
      continue;
    }
    book.held.set(row.link, [...(book.held.get(row.link) ?? []), row]);
    // A run of before a change of the mapping cannot say anew what rules it does not know would write.
    if (row.op === 'update' && row.run > desk.run.run && row.mapping !== desk.mapping.version) book.kept.add(row.id);
  }
  const baselines = (await tx.baselines(seenBy.flatMap(({ link }) => pairOf(link) ?? []))).values();
  const missing = await missingOf(tx, seenBy);
  for (const subject of seenBy) {
    const baseline = pairOf(subject.link) === null ? {} : (baselines.next().value ?? {});
    if (subject.errand !== null) runErrand(desk, subject, subject.errand, book);
    else if (!byId && heldElsewhere.has(subject.link.id)) putOff(book, subject.link);
    else if (isHalf(subject.link)) decideHalf(desk, subject, graves, consents.of(subject.link), book);
    else {
      const known = { baseline, foreign: foreign.has(subject.link.id), consentAt: consents.of(subject.link), missing };
      decidePair(desk, tx.tick, subject, known, book);
    }
  }
  await inheritOptOuts(tx, book.heritage.letGo);
  if (desk.run.mode !== 'plan') await tx.closeConsents(consents.found.map(({ id }) => id));
  await close(tx, book);
  await tx.markPlanned(
    [...items.map(({ record }) => record), ...subjects.flatMap(({ link }) => refsOf(link))].map(({ side, id }) => ({
      side,
      id,
    })),
  );
}

/**
 * An email someone has just left or taken changes things for others: half links that share it may be matched differently now, and who was refused for it
 * may have it, those of this slice at once, others when they are read again.
 */
async function lookAgain(tx: Tx, book: Book, subjects: readonly Subject[]): Promise<readonly Subject[]> {
  if (book.moved.size === 0) return subjects;
  const ready = new Map<number, Link>();
  for (const side of SIDES) {
    for (const link of await tx.linksByKey(side, [...book.moved])) {
      if (isHalf(link) && !book.links.has(link.id)) book.again.add(link.id);
      if (wantsAnother(link)) ready.set(link.id, tryingAgain(link));
    }
  }
  const here = new Set(subjects.map(({ link }) => link.id));
  for (const link of ready.values()) {
    if (here.has(link.id)) continue;
    book.again.add(link.id);
    if (!book.links.has(link.id)) book.links.set(link.id, link);
  }
  return subjects.map((subject) => {
    if (!ready.has(subject.link.id)) return subject;
    const link = tryingAgain(subject.link);
    book.links.set(link.id, link);
    return { ...subject, link };
  });
}
