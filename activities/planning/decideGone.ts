import { halved } from '../../src/domain/landed.js';
import { other, systemOf, type Side } from '../../src/domain/side.js';
import type { Missing } from '../../src/domain/tombstone.js';
import { entry } from '../../src/domain/inbox.js';
import { putOff, refKey, type Book } from './book.js';
import type { Desk } from './desk.js';
import { intend } from './intend.js';
import type { Subject } from './subject.js';

/**
 * One record of a pair is gone: what the connection does to the other (R-ALL-9). Nothing, or on proof only, that is by what was read of the record itself:
 * the link lets go of it, or a deletion is intended. Whoever stays is listed: nobody is made anew where the other was deleted.
 */
export function decideGone(
  desk: Desk,
  tick: number,
  { link, images, before }: Subject,
  missing: ReadonlyMap<string, Missing>,
  book: Book,
): void {
  const { protocol } = desk.deps;
  const cause: Side = link.gone.crm ? 'crm' : 'platform';
  const side = other(cause);
  const { deletions } = desk.opened.connection;
  const policy = deletions[systemOf(side)];
  const image = images[cause];
  if (policy !== 'ignore' && (!image || protocol.isStale(before, image.seq))) return putOff(book, link);
  book.replanned.add(link.id);
  if (
    policy === 'ignore' ||
    !image ||
    !protocol.isProven(image.record, missing.get(refKey(image.record)) ?? null, deletions.holdMs)
  )
    return void book.listed.push(entry(link, 'deleted'));
  if (policy === 'unlink') {
    const { id: _id, rev: _rev, ...rest } = link;
    const half = halved(link, cause, tick);
    book.traces.push({ ...rest, dead: true });
    book.links.set(link.id, half);
    const stays = link.ids[side];
    if (stays !== null)
      book.heritage.letGo.push({ from: image.record, to: { side, id: stays }, known: link.optedOut[cause] });
    return void book.listed.push(entry(half, 'deleted'));
  }
  intend(desk, book, link, { side, op: policy, changes: [], stamps: [image.record.stamp], optedOut: false });
}
