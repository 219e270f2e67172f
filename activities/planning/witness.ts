import { isHalf } from '../../src/domain/landed.js';
import type { Link } from '../../src/domain/link.js';
import { isAlive, successorOf, type Snapshot } from '../../src/domain/record.js';
import { other, SIDES, withSide } from '../../src/domain/side.js';
import { putOff, type Book } from './book.js';
import { isSynced, type Desk } from './desk.js';
import type { Subject } from './subject.js';

/** What fresh images say of the records themselves: alive or gone, their email, their opt-out. The link takes it over. */
export function witness(desk: Desk, tick: number, subject: Subject, book: Book): Subject {
  let { link } = subject;
  let { errand } = subject;
  if (subject.revisit) putOff(book, link);
  for (const side of SIDES) {
    const image = subject.images[side];
    if (!image || image.record.id !== link.ids[side]) continue;
    if (desk.deps.protocol.isStale(subject.before, image.seq)) {
      // Seen alive, by a look that is older than the news that it is gone: which of the two is so now?
      if (link.gone[side] && isAlive(image.record)) putOff(book, link);
      continue;
    }
    // What it became was met a moment ago: until that is followed nobody may take over what it holds.
    const passing = subject.revisit && successorOf(image.record) !== null && !isSynced(desk, image.record.object);
    const waits = side === 'crm' && (subject.errand !== null || passing);
    const gone = waits ? link.gone.crm : !isAlive(image.record);
    const key = gone ? link.keys[side] : image.key;
    if (gone && image.record.deleted && successorOf(image.record) === null)
      book.buried.push({
        side,
        record: image.record.id,
        key: image.key ?? key,
        partner: link.ids[other(side)],
        heir: null,
      });
    if (gone !== link.gone[side] || key !== link.keys[side])
      for (const moved of [link.keys[side], key]) if (moved !== null) book.moved.add(moved);
    // Back from the bin: what happened meanwhile is not known, so both records are read.
    if (link.gone[side] && !gone) putOff(book, link);
    const owing = side === 'crm' && owesReturned(link, image.record);
    // Nobody else tells the CRM of it: the person has no partner.
    if (owing && isHalf(link) && !gone && errand === null) errand = { op: 'optOut', side, source: null };
    const optedOut = gone || owing ? link.optedOut[side] : image.record.optedOut;
    if (image.record.optedOut && !gone) {
      const { id, stamp } = image.record;
      book.left[link.optedOut[side] ? 'still' : 'anew'].push({ side, id, at: stamp });
    }
    const sameLife = gone === link.gone[side] && optedOut === link.optedOut[side];
    if (sameLife && key === link.keys[side]) continue;
    link = {
      ...link,
      // So that an older image of another run does not bring back what is over.
      rev: sameLife ? link.rev : tick,
      behind: link.behind || (owing && isHalf(link)),
      gone: withSide(link.gone, side, gone),
      keys: withSide(link.keys, side, key),
      optedOut: withSide(link.optedOut, side, optedOut),
    };
  }
  if (link.tentative && desk.run.mode !== 'plan') {
    link = { ...link, tentative: false };
    book.linked += 1;
  }
  if (link !== subject.link) book.links.set(link.id, link);
  return { ...subject, link, errand };
}

/** Back from the bin, opted out under a record that went into it meanwhile: no consent, so it stays until it has been told (R-ALL-8, R-ALL-11). */
function owesReturned(link: Link, record: Snapshot): boolean {
  const returned = link.gone.crm || (link.behind && isHalf(link));
  return returned && isAlive(record) && link.optedOut.crm && !record.optedOut;
}
