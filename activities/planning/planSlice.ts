import { SIDES } from '../../src/domain/side.js';
import type { Staged, Tx } from '../../src/ports/store.js';
import { isHalf, pairOf } from '../../src/domain/landed.js';
import { acquaint } from './acquaint.js';
import { close, emptyBook, entry, refsOf, type Book } from './book.js';
import { decideHalf } from './decideHalf.js';
import { decidePair } from './decidePair.js';
import type { Desk } from './desk.js';
import type { Lookup } from './lookup.js';
import { partners } from './partners.js';
import { runErrand } from './errand.js';
import type { Subject } from './subject.js';
import { witness } from './witness.js';

/**
 * Decides on the people of one slice, in one transaction: who is who, what differs, which writes are intended (protocol 4.4).
 * A new plan of a link replaces its unsent rows on both sides, held ones only once it is made; a link with an open write is listed and left as it is.
 */
export async function planSlice(tx: Tx, desk: Desk, items: readonly Staged[], lookup: Lookup): Promise<void> {
  const book = emptyBook();
  await tx.stage(lookup.found);
  const ends = [...lookup.ends.values()];
  await tx.stage(ends);
  const circle = await acquaint(tx, items, desk.opened.policy.objects, ends);
  const subjects = await partners(tx, desk, circle, items, lookup, book);
  const free: Subject[] = [];
  for (const subject of subjects) {
    if (circle.isOpen(subject.link)) book.listed.push(entry(subject.link, 'pending'));
    else free.push(subject);
  }
  const seenBy = free.map((subject) => witness(desk, tx.tick, subject, book));
  await againWhoShares(tx, book);
  const unsent = await tx.unsentRows([...free.map(({ link }) => link.id), ...book.died]);
  const foreign = new Set(unsent.filter((row) => row.run !== desk.run.run).map((row) => row.link));
  const died = new Set(book.died);
  for (const row of unsent) {
    if (row.hold === null || died.has(row.link)) book.voided.push(row);
    else book.held.set(row.link, [...(book.held.get(row.link) ?? []), row]);
  }
  const baselines = (await tx.baselines(seenBy.flatMap(({ link }) => pairOf(link) ?? []))).values();
  for (const subject of seenBy) {
    const baseline = pairOf(subject.link) === null ? {} : (baselines.next().value ?? {});
    if (subject.errand !== null) runErrand(desk, subject, subject.errand, book);
    else if (isHalf(subject.link)) decideHalf(desk, subject, book);
    else decidePair(desk, tx.tick, subject, baseline, foreign.has(subject.link.id), book);
  }
  await close(tx, book, desk.run.run);
  await tx.markPlanned(
    [...items.map(({ record }) => record), ...subjects.flatMap(({ link }) => refsOf(link))].map(({ side, id }) => ({
      side,
      id,
    })),
  );
}

/** Half links that share an email someone has just left or taken may be matched differently now. */
async function againWhoShares(tx: Tx, book: Book): Promise<void> {
  if (book.moved.size === 0) return;
  for (const side of SIDES) {
    for (const link of await tx.linksByKey(side, [...book.moved]))
      if (isHalf(link) && !book.links.has(link.id)) book.again.add(link.id);
  }
}
