import { isAlive, successorOf } from '../../src/domain/record.js';
import { isHalf } from '../../src/domain/landed.js';
import { refsOf, type Link } from '../../src/domain/link.js';
import { other } from '../../src/domain/side.js';
import type { NewLink, RecordRef, Staged } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import type { Circle } from './acquaint.js';
import { entry } from '../../src/domain/inbox.js';
import { noteRecords, putOff, type Book } from './book.js';
import { isSynced, type Desk } from './desk.js';
import type { Lookup } from './lookup.js';
import { recordsOf, settleEstate, succeed, type Estate } from './succeed.js';
import { halfLink, halfOf, standing, wholeOf, type Draft, type Subject } from './subject.js';

/**
 * Who is who: each record of the slice gets its link, made, halved or paired with the other side's (R-ALL-1). Links that changed are saved.
 * Records that cannot be synced are listed here. A half link is kept for whoever has an email, so that later arrivals find it.
 */
export async function partners(
  tx: Tx,
  desk: Desk,
  circle: Circle,
  items: readonly Staged[],
  lookup: Lookup,
  book: Book,
): Promise<readonly Subject[]> {
  const drafts: Draft[] = [];
  const taken = { crm: new Set<string>(), platform: new Set<string>() };
  const isTaken = ({ side, id }: RecordRef) => taken[side].has(id);
  const take = ({ side, id }: RecordRef) => taken[side].add(id);
  const died = new Map<number, Link>();
  /** Links that others of this slice have taken over. */
  const moved = new Set<number>();
  const estate: Estate = { traces: [], heirs: [] };
  for (const item of items) {
    const { record } = item;
    if (isTaken(record)) continue;
    take(record);
    book.decided.push({ side: record.side, id: record.id });
    if (record.side === 'crm') book.read.set(record.id, record);
    const known = circle.linkOf(record.side, record.id);
    const lost = known !== null && moved.has(known.id);
    const mine = lost ? null : known;
    // A record of an object that is not synced counts only where a conversion led a link to it, or to whom it was merged into.
    const heir = lookup.ends.get(record.id);
    const reached = known ?? (heir ? circle.linkOf('crm', heir.record.id) : null);
    if (reached === null && record.side === 'crm' && !isSynced(desk, record.object)) continue;
    // Its link was of use to a conversion alone, and has come to its end with that.
    if (known !== null && died.has(known.id) && !isSynced(desk, record.object)) continue;
    if (known === null && circle.isOutlived(item)) continue;
    const gone = wentOn(circle, item, mine);
    const end = gone && lookup.ends.get(gone.record.id);
    if (gone && (mine !== null || end)) {
      const theirs = end ? circle.linkOf('crm', end.record.id) : null;
      const busy = [...(theirs === null ? [] : refsOf(theirs)), ...(end ? [end.record] : [])].some(isTaken);
      const late = mine !== null && desk.deps.protocol.isStale(mine.rev, gone.seq);
      const drawn = end && !busy && !late ? succeed({ desk, circle, book, died, estate }, gone, mine, end) : null;
      const own = drawn ?? undrawn(standing(desk, circle, gone, mine), mine, end !== undefined || gone !== item);
      const refs = [...recordsOf(own), ...(mine === null ? [] : refsOf(mine))];
      for (const ref of refs) take(ref);
      for (const { link } of own) if ('id' in link) moved.add(link.id);
      if (mine !== null) moved.add(mine.id);
      if (mine !== null && end)
        // Should the one it became be deleted, neither whoever bears this one's email nor its member is made anew (R-ALL-9). A member
        // that is gone has a tombstone of its own: whoever this stone names already it goes on naming.
        book.buried.push({
          side: 'crm',
          record: gone.record.id,
          key: gone.key ?? mine.keys.crm,
          partner: mine.gone.platform ? null : mine.ids.platform,
          heir: end.record.id,
        });
      book.decided.push(...refs);
      drafts.push(...own);
      continue;
    }
    if (mine !== null && !isHalf(mine)) {
      noteRecords(taken, mine);
      book.decided.push(...refsOf(mine));
      drafts.push(wholeOf(mine, circle));
      continue;
    }
    if (!isAlive(record)) {
      if (mine !== null) drafts.push(halfOf(mine, item, false));
      else if (circle.freesEmail(item) && item.key !== null) book.moved.add(item.key);
      continue;
    }
    // Known here on behalf of another record alone: whoever syncs it brings it to the platform.
    if (record.side === 'crm' && circle.isForeign(record.object)) {
      // It was handed to us since, and is no longer what was seen.
      if (mine !== null && desk.deps.protocol.isStale(mine.rev, item.seq)) putOff(book, mine);
      continue;
    }
    if (lost) {
      drafts.push({ ...halfOf(halfLink(item, desk), item, true), barred: true, revisit: true });
      continue;
    }
    const matched = desk.deps.protocol.match(circle.meeting(item));
    if (matched.kind === 'listed') {
      const half = mine ?? halfLink(item, desk);
      book.listed.push(entry(half, matched.cause));
      if (item.key !== null && record.unfit === null)
        drafts.push({ ...halfOf(half, item, mine === null), barred: true });
      continue;
    }
    if (matched.kind === 'alone') {
      drafts.push(halfOf(mine ?? halfLink(item, desk), item, mine === null));
      continue;
    }
    const there = other(record.side);
    if (taken[there].has(matched.id)) {
      // Its partner was met a moment ago in this slice and found someone else, or nobody: look again with that settled.
      drafts.push({ ...halfOf(mine ?? halfLink(item, desk), item, mine === null), barred: true, revisit: true });
      continue;
    }
    taken[there].add(matched.id);
    const paired = pairUp(desk, item, mine, matched.id, matched.link, circle.imageOf(there, matched.id), died);
    if (matched.link !== null) moved.add(matched.link.id);
    book.decided.push({ side: there, id: matched.id });
    // Nothing of a plan counts but what it would write: the run after it says whom it linked.
    if (desk.run.mode !== 'plan') book.linked += 1;
    drafts.push(paired);
  }
  // Links that die first: the survivor takes over an id that must be free.
  await tx.saveLinks([...died.values()].map((link) => ({ ...link, rev: tx.tick })));
  book.died.push(...died.keys());
  const subjects = await made(tx, drafts);
  await settleEstate(tx, desk, estate);
  return subjects;
}

/** The item, or the CRM record of its link, if that was converted or merged away. */
function wentOn(circle: Circle, item: Staged, mine: Link | null): Staged | null {
  if (item.record.side === 'crm') return successorOf(item.record) === null ? null : item;
  const image = mine === null || mine.ids.crm === null ? undefined : circle.imageOf('crm', mine.ids.crm);
  return image === undefined || successorOf(image.record) === null ? null : image;
}

/** @param later the successor was met in this slice a moment ago, or only its link was: look again with that settled. Else it cannot be told: the record is gone, no more. */
function undrawn(draft: Draft, mine: Link | null, later: boolean): readonly Draft[] {
  if (later) return [{ ...draft, barred: true, revisit: true }];
  return mine === null ? [] : [draft];
}

/** One link of two: the one of the side met takes over the other's half, which dies. The pair's own baseline, if it ever had one, is still there. */
function pairUp(
  desk: Desk,
  item: Staged,
  mine: Link | null,
  id: string,
  theirs: Link | null,
  image: Staged | undefined,
  died: Map<number, Link>,
): Draft {
  const there = other(item.record.side);
  const base = mine ?? theirs ?? halfLink(item, desk);
  const link = {
    ...base,
    ids: { ...base.ids, [item.record.side]: item.record.id, [there]: id },
    object: item.record.side === 'crm' ? item.record.object : (image?.record.object ?? theirs?.object ?? base.object),
    keys: { ...base.keys, [item.record.side]: item.key, [there]: image ? image.key : (theirs?.keys[there] ?? null) },
    gone: { crm: false, platform: false },
    optedOut: {
      ...base.optedOut,
      [item.record.side]: item.record.optedOut,
      [there]: image?.record.optedOut ?? theirs?.optedOut[there] ?? false,
    },
    wrote: { ...base.wrote, [there]: theirs?.wrote[there] ?? base.wrote[there] },
    refused: null,
    tentative: desk.run.mode === 'plan',
  };
  if (mine !== null && theirs !== null && mine.id !== theirs.id) died.set(theirs.id, { ...theirs, dead: true });
  const images = { crm: image, platform: image, [item.record.side]: item };
  return {
    link,
    before: Math.max(mine?.rev ?? 0, theirs?.rev ?? 0),
    images,
    fresh: true,
    barred: false,
    revisit: false,
    errand: null,
  };
}

/** Saves what was paired, adds what is new: every subject then has a stored link. */
async function made(tx: Tx, drafts: readonly Draft[]): Promise<readonly Subject[]> {
  const stored: Link[] = [];
  const added: NewLink[] = [];
  for (const { link, fresh } of drafts) {
    if (!('id' in link)) added.push(link);
    else if (fresh) stored.push({ ...link, rev: tx.tick });
  }
  await tx.saveLinks(stored);
  const links = (await tx.addLinks(added)).values();
  return drafts.map((draft): Subject => {
    const { link } = draft;
    if (!('id' in link)) return { ...draft, link: links.next().value! };
    return { ...draft, link: draft.fresh ? { ...link, rev: tx.tick } : link };
  });
}
