import { refsOf, type Link } from '../../src/domain/link.js';
import { isHalf, pairOf } from '../../src/domain/landed.js';
import { isAlive } from '../../src/domain/record.js';
import type { NewLink, Pair, Staged } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import type { Circle } from './acquaint.js';
import { entry } from '../../src/domain/inbox.js';
import type { Book } from './book.js';
import { isSynced, type Desk } from './desk.js';
import { halfLink, halfOf, standing, wholeOf, type Draft, type Errand } from './subject.js';

/** What successions leave behind in the store, beside the links they change. */
export interface Estate {
  /** Dead links under which the ids of before are found again (explain). */
  readonly traces: NewLink[];
  /** Pairs whose baseline goes on with another. */
  readonly heirs: { readonly before: Pair; readonly pair: Pair }[];
}

interface Case {
  readonly desk: Desk;
  readonly circle: Circle;
  readonly book: Book;
  readonly died: Map<number, Link>;
  readonly estate: Estate;
}

/**
 * A record of the CRM was converted or merged away and its chain ends at `end`: what that makes of its link (R-ALL-10, R-ALL-11).
 * `mine` null: it never had one. The drafts take the records in them; none: there is nothing to do.
 */
export function succeed(at: Case, item: Staged, mine: Link | null, end: Staged): readonly Draft[] {
  const { desk, circle, book } = at;
  const theirs = circle.linkOf('crm', end.record.id);
  const before = mine ?? halfLink(item, desk);
  const lives = platformOf(circle, mine);
  const others = platformOf(circle, theirs);
  const left = item.record.optedOut || before.optedOut.crm;
  if (left)
    book.heritage.succeeded.push({
      from: item.record,
      to: { side: 'crm', id: end.record.id },
      known: before.optedOut.crm,
    });
  // Nobody has seen the successor so far, or not opted out: that is its own, however long ago the record that went was.
  if (end.record.optedOut && !(theirs?.optedOut.crm ?? false))
    book.left.anew.push({ side: 'crm', id: end.record.id, at: end.record.stamp });
  const synced = isSynced(desk, end.record.object);
  // Whoever comes back from the bin comes back opted out.
  const owing = left && !isAlive(end.record);
  const next = desk.deps.protocol.succession({
    mine: before,
    theirs,
    synced,
    open: [mine, theirs].some((link) => link !== null && circle.isOpen(link)),
    left,
    alive: { successor: isAlive(end.record), mine: lives.alive, theirs: others.alive },
    optedOut: { successor: end.record.optedOut, mine: lives.optedOut, theirs: others.optedOut },
  });
  /** Nobody else may take over what it holds meanwhile: to all the world its record is there, and must be read. */
  const waiting = (errand: Errand = { op: 'wait' }): Draft => {
    const draft = standing(desk, circle, item, mine);
    const link = { ...draft.link, behind: true, gone: { ...draft.link.gone, crm: false } };
    return { ...draft, link, fresh: draft.fresh || !before.behind || before.gone.crm, errand };
  };
  // Another connection's to follow, or to let go of what it became: one of the two hands over as soon as it can (R-ALL-17).
  if (circle.isForeign(end.record.object) || (mine !== null && circle.isElsewhere(end.record.id))) {
    if (mine === null && !left) return [];
    book.listed.push(entry(before, 'pending'));
    return [waiting()];
  }
  switch (next.kind) {
    case 'waits':
      book.listed.push(entry(before, 'pending'));
      return [waiting()];
    case 'optsOut': {
      book.listed.push(entry(before, 'changed'));
      const { side } = next;
      if (side === 'platform') return [waiting({ op: 'optOut', side, source: null })];
      const heir = heirOf(at, theirs, end);
      return [waiting(), { ...heir, errand: { op: 'optOut', side, source: item.record.id } }];
    }
    case 'moves':
      if (mine === null) return owing ? [remembering(at, theirs, end)] : [];
      return [moved(at, mine, end, owing)];
    case 'handsOver':
      return mine === null || theirs === null ? [] : handedOver(at, item, mine, theirs, end, owing);
    case 'merges': {
      const source = theirs?.ids.platform ?? null;
      if (mine === null || source === null) return [];
      if (desk.opened.platform.merging === null) {
        book.listed.push(entry(mine, 'ambiguous-match'));
        return [waiting()];
      }
      book.listed.push(entry(mine, 'changed'));
      return [waiting({ op: 'merge', source })];
    }
    case 'rests':
      if (mine !== null && !mine.gone.crm) count(book, mine, end);
      return [standing(desk, circle, item, mine)];
    case 'ends': {
      const heirs = owing && theirs !== null ? [remembering(at, theirs, end)] : [];
      if (mine === null) return heirs;
      at.died.set(mine.id, { ...mine, dead: true, ids: { ...mine.ids, platform: theirs?.ids.platform ?? null } });
      // Made to carry the opt-out on, and good for nothing else.
      if (theirs !== null && isHalf(theirs) && !synced) at.died.set(theirs.id, { ...theirs, dead: true });
      count(book, mine, end);
      return heirs;
    }
  }
}

/** Saves what successions leave behind; the links themselves are saved with all others. */
export async function settleEstate(tx: Tx, desk: Desk, { traces, heirs }: Estate): Promise<void> {
  await tx.addLinks(traces);
  if (heirs.length === 0) return;
  const [own, before] = [
    await tx.baselines(heirs.map(({ pair }) => pair)),
    await tx.baselines(heirs.map((heir) => heir.before)),
  ];
  await tx.saveBaselines(
    heirs.map(({ pair }, at) => ({ ...pair, baseline: desk.deps.protocol.inherited(own[at] ?? {}, before[at] ?? {}) })),
  );
}

/** Who is opted out on behalf of another record: what was seen of both its records is taken note of, and compared once that is done. */
function heirOf({ desk, circle, book }: Case, theirs: Link | null, end: Staged): Draft {
  if (theirs === null || isHalf(theirs)) {
    const draft = standing(desk, circle, end, theirs);
    const back = { ...draft.link, gone: { ...draft.link.gone, crm: false } };
    return { ...draft, link: back, fresh: draft.fresh || draft.link.gone.crm };
  }
  book.listed.push(entry(theirs, 'changed'));
  return { ...wholeOf(theirs, circle), images: imagesOf(circle, theirs, end) };
}

/** The successor is gone too: its tombstone keeps the opt-out. */
function remembering({ desk, circle }: Case, theirs: Link | null, end: Staged): Draft {
  const draft = standing(desk, circle, end, theirs);
  return { ...draft, link: { ...draft.link, optedOut: { ...draft.link.optedOut, crm: true } }, fresh: true };
}

/** My link goes on with the successor; what the old record was listed with goes. */
function moved({ circle, book, estate }: Case, mine: Link, end: Staged, owing: boolean): Draft {
  const link = withSuccessor(mine, end, owing);
  estate.traces.push(traceOf(mine, mine.ids));
  inherit(estate, mine, link);
  count(book, mine, end);
  if (!isHalf(link))
    return { ...wholeOf(link, circle), before: mine.rev, images: imagesOf(circle, link, end), fresh: true };
  // Alone so far: perhaps it is known on the other side under the successor's email.
  return { ...halfOf(link, end, true), barred: true, revisit: isAlive(end.record) };
}

function handedOver(
  { circle, book, estate, died }: Case,
  item: Staged,
  mine: Link,
  theirs: Link,
  end: Staged,
  owing: boolean,
): readonly Draft[] {
  const link = withPlatformOf(mine, withSuccessor(theirs, end, owing));
  inherit(estate, mine, link);
  count(book, mine, end);
  const before = Math.max(mine.rev, theirs.rev);
  const heir = { ...wholeOf(link, circle), before, images: imagesOf(circle, link, end), fresh: true };
  if (theirs.ids.platform === null) {
    died.set(mine.id, { ...mine, dead: true });
    return [heir];
  }
  // The tombstone changes places with the living record, and waits where it can be followed from.
  const rest = withPlatformOf(theirs, mine);
  return [heir, { ...wholeOf(rest, circle), before, images: imagesOf(circle, rest, item), fresh: true }];
}

function withPlatformOf({ ids, keys, gone, optedOut, wrote }: Link, link: Link): Link {
  return {
    ...link,
    ids: { ...link.ids, platform: ids.platform },
    keys: { ...link.keys, platform: keys.platform },
    gone: { ...link.gone, platform: gone.platform },
    optedOut: { ...link.optedOut, platform: optedOut.platform },
    wrote: { ...link.wrote, platform: wrote.platform },
  };
}

/** The link on the successor's record. Nothing is taken for granted of it: `behind` until both records were compared. */
function withSuccessor(link: Link, { record, key }: Staged, owing: boolean): Link {
  const same = link.ids.crm === record.id;
  return {
    ...link,
    ids: { ...link.ids, crm: record.id },
    object: record.object,
    keys: { ...link.keys, crm: key ?? link.keys.crm },
    gone: { ...link.gone, crm: !isAlive(record) },
    optedOut: { ...link.optedOut, crm: owing || record.optedOut },
    wrote: same ? link.wrote : { ...link.wrote, crm: null },
    behind: true,
    // What we took away ourselves is no reason to take away whom the other became.
    refused: link.gone.platform ? link.refused : null,
  };
}

function imagesOf(circle: Circle, { ids }: Link, end: Staged): Draft['images'] {
  return { crm: end, platform: ids.platform === null ? undefined : circle.imageOf('platform', ids.platform) };
}

function traceOf(link: Link, ids: Link['ids']): NewLink {
  const { id: _id, rev: _rev, ...rest } = link;
  return { ...rest, ids, dead: true };
}

function inherit({ heirs }: Estate, mine: Link, link: Link): void {
  const [before, pair] = [pairOf(mine), pairOf(link)];
  if (before && pair) heirs.push({ before, pair });
}

function count(book: Book, mine: Link, { record }: Staged): void {
  if (record.object === mine.object) book.merged += 1;
  else book.converted += 1;
}

/** The platform record of a link as newest seen. */
function platformOf(circle: Circle, link: Link | null): { readonly alive: boolean; readonly optedOut: boolean } {
  if (link === null || link.ids.platform === null) return { alive: false, optedOut: false };
  const image = circle.imageOf('platform', link.ids.platform);
  if (image === undefined || image.seq < link.rev)
    return { alive: !link.gone.platform, optedOut: link.optedOut.platform };
  return { alive: isAlive(image.record), optedOut: image.record.optedOut };
}

export const recordsOf = (drafts: readonly Draft[]) => drafts.flatMap(({ link }) => refsOf(link));
