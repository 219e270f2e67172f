import type { Candidate, Meeting } from '../../src/domain/match.js';
import { refsOf, type Link } from '../../src/domain/link.js';
import { isAlive, type Snapshot } from '../../src/domain/record.js';
import { other, SIDES, withSide, type PerSide, type Side } from '../../src/domain/side.js';
import type { RecordRef, Staged } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import { isHalf } from '../../src/domain/landed.js';
import type { Desk } from './desk.js';
import type { Lookup } from './lookup.js';
import { othersOf, type Others } from './others.js';

/** Everything the store knows about the people of a slice, loaded in bulk: who carries which email on which side, as newest seen. */
export interface Circle {
  /** Live link of a record, half or whole. */
  linkOf(side: Side, id: string): Link | null;
  /** Newest image of this run. */
  imageOf(side: Side, id: string): Staged | undefined;
  /** Has a write that may have landed. */
  isOpen(link: Link): boolean;
  /** Was seen before the link it then had came to its end: what became of it since is not known. */
  isOutlived(item: Staged): boolean;
  /** Nobody's here, and maybe another connection's until it went: whoever bears its email was left to that one. */
  freesEmail(item: Staged): boolean;
  /** In a pair of another connection. */
  isElsewhere(crm: string): boolean;
  /** Of an object that another connection syncs, and not this one: links of these go to that one. */
  isForeign(object: string): boolean;
  meeting(me: Staged): Meeting;
}

/** Meets the people of a slice, and the ends of the chains that some of them begin; those are not planned. Claims the members that would be paired. */
export async function acquaint(tx: Tx, desk: Desk, items: readonly Staged[], lookup: Lookup): Promise<Circle> {
  const { objects } = desk.opened.policy;
  const ends = [...lookup.ends.values()];
  const links = new Map<number, Link>();
  const images = { crm: new Map<string, Staged>(), platform: new Map<string, Staged>() };
  for (const item of items) images[item.record.side].set(item.record.id, item);
  /** Whom nobody asked for. */
  const met: RecordRef[] = [];
  const learn = (found: readonly Link[]) => found.forEach((link) => links.set(link.id, link));
  const keep = (found: readonly Staged[]) => {
    for (const one of found) {
      const { side, id } = one.record;
      const before = images[side].get(id);
      if (before === undefined) met.push({ side, id });
      if (before === undefined || before.seq < one.seq) images[side].set(id, one);
    }
  };
  keep(ends);
  met.length = 0;
  learn(
    await tx.linksByRecord(
      'crm',
      ends.map(({ record }) => record.id),
    ),
  );
  const keys = [...new Set(items.flatMap(({ key }) => key ?? []))];
  for (const side of SIDES) {
    learn(
      await tx.linksByRecord(
        side,
        items.filter(({ record }) => record.side === side).map(({ record }) => record.id),
      ),
    );
    learn(
      await tx.linksByRecord(
        other(side),
        items.filter(({ record }) => record.side === side).flatMap(({ record }) => record.carries ?? []),
      ),
    );
    learn(await tx.linksByKey(side, keys));
    keep(await tx.imagesByKey(side, keys, items));
  }
  keep(await tx.images([...links.values()].flatMap(refsOf)));
  for (const side of SIDES) {
    learn(
      await tx.linksByRecord(
        side,
        met.filter((ref) => ref.side === side).map(({ id }) => id),
      ),
    );
  }
  const open = new Set((await tx.openRows([...links.keys()])).map((row) => row.link));
  const claimed = { crm: await claimedKeys(tx, 'crm', keys), platform: await claimedKeys(tx, 'platform', keys) };
  const byRecord = { crm: new Map<string, Link>(), platform: new Map<string, Link>() };
  for (const link of links.values())
    for (const side of SIDES) if (link.ids[side] !== null) byRecord[side].set(link.ids[side], link);
  const endingsOn = (side: Side) =>
    tx.endings(
      side,
      [...images[side].keys()].filter((id) => !byRecord[side].has(id)),
    );
  const endings = { crm: await endingsOn('crm'), platform: await endingsOn('platform') };
  const all = [...links.values()];
  const others = await othersOf(tx, desk, { links: all, images, keys });
  return circle({ links: all, byRecord, images, open, claimed, objects, endings, lookup, ...others });
}

async function claimedKeys(tx: Tx, side: Side, keys: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await tx.openCreates(side, keys)).flatMap((row) => row.key ?? []));
}

type ById<T> = PerSide<ReadonlyMap<string, T>>;

interface Known extends Others {
  readonly lookup: Lookup;
  readonly links: readonly Link[];
  readonly byRecord: ById<Link>;
  readonly images: ById<Staged>;
  readonly open: ReadonlySet<number>;
  readonly claimed: PerSide<ReadonlySet<string>>;
  readonly objects: readonly string[];
  /** Newest revision of a dead link, by record. */
  readonly endings: ById<number>;
}

interface Bearer {
  readonly id: string;
  readonly object: string | null;
  readonly link: Link | null;
}

function circle(known: Known): Circle {
  const { byRecord, images, open, claimed, endings, lookup, owned, contested, foreign, shared } = known;
  const bearers = { crm: bearersOf('crm', known), platform: bearersOf('platform', known) };
  const linkOf = (side: Side, id: string) => byRecord[side].get(id) ?? null;
  const isOutlived = ({ record, seq }: Staged) => (endings[record.side].get(record.id) ?? 0) > seq;
  /** Emails of who was seen before a link of theirs came to its end: who bears them now is not known before they are read again. */
  const unsettled = new Set(
    SIDES.flatMap((side) => [...images[side].values()])
      .filter((one) => isAlive(one.record) && isOutlived(one))
      .flatMap(({ key }) => key ?? []),
  );
  const asSeen = <C extends { readonly link: Link | null }>(candidate: C) => ({
    ...candidate,
    link: candidate.link && back(candidate.link, images),
  });
  const isOpen = (link: Link) => open.has(link.id);
  return {
    linkOf,
    imageOf: (side, id) => images[side].get(id),
    isOpen,
    isOutlived,
    freesEmail: ({ record }) => shared && record.side === 'platform' && !isAlive(record),
    isElsewhere: (crm) => owned.has(crm),
    isForeign: (object) => foreign.has(object),
    meeting: ({ record: me, key }) => {
      const there = other(me.side);
      const twins =
        key === null
          ? []
          : (bearers[me.side].get(key) ?? []).filter(
              ({ id, object }) => id !== me.id && (object === null || object === me.object),
            );
      const byKey = key === null ? [] : (bearers[there].get(key) ?? []);
      const carried = carriedBy(me, byRecord, images);
      const candidates: Candidate[] = [
        ...byKey
          .filter(({ id }) => id !== carried?.id)
          .map(({ id, link }) => ({
            id,
            link,
            carried: images[there].get(id)?.record.carries === me.id,
          })),
        ...(carried ? [{ id: carried.id, link: carried.link, carried: true }] : []),
      ];
      const mine = linkOf(me.side, me.id);
      const claims = key !== null && (claimed.crm.has(key) || claimed.platform.has(key) || contested.has(key));
      const elsewhere =
        key === null || (me.side === 'crm' && me.object !== 'Lead') ? null : (lookup.elsewhere.get(key) ?? null);
      return {
        me,
        key,
        twins: twins.map(({ id }) => id),
        there: candidates.map(asSeen),
        pending:
          claims ||
          (key !== null && unsettled.has(key)) ||
          lookup.waiting.has(me.id) ||
          (mine !== null && isOpen(mine)) ||
          candidates.some(({ link }) => link !== null && isOpen(link)),
        elsewhere,
        ownedElsewhere: owned.has(me.id) || candidates.some(({ id }) => owned.has(id)),
      };
    },
  };
}

/** Who was gone when the link last changed and is seen alive since has its partner again: nobody else takes it (undelete). */
function back(link: Link, images: ById<Staged>): Link {
  const returned = SIDES.filter((side) => {
    const id = link.ids[side];
    const image = id === null || !link.gone[side] ? undefined : images[side].get(id);
    return image !== undefined && image.seq >= link.rev && isAlive(image.record);
  });
  return returned.reduce((seen, side) => ({ ...seen, gone: withSide(seen.gone, side, false) }), link);
}

/** Living records of a side by normalised email: the run's image of a record where it is newer than its link, else what the link remembers. */
function bearersOf(
  side: Side,
  { links, images, byRecord, objects, foreign }: Known,
): ReadonlyMap<string, readonly Bearer[]> {
  const found = new Map<string, Bearer[]>();
  /** To another connection. */
  const isLeft = (link: Link) => isHalf(link) && foreign.has(link.object);
  const add = (key: string | null, bearer: Bearer) => {
    if (key === null) return;
    const others = found.get(key);
    if (others === undefined) found.set(key, [bearer]);
    else others.push(bearer);
  };
  for (const { record, key, seq } of images[side].values()) {
    const link = byRecord[side].get(record.id) ?? null;
    if (link !== null && link.rev > seq) continue;
    if (side === 'crm' && !objects.includes(record.object) && (link === null || isLeft(link))) continue;
    if (isAlive(record) && record.unfit === null) add(key, { id: record.id, object: record.object, link });
  }
  for (const link of links) {
    const id = link.ids[side];
    if (id === null || link.gone[side] || (side === 'crm' && isLeft(link))) continue;
    const image = images[side].get(id);
    if (image === undefined || link.rev > image.seq)
      add(link.keys[side], { id, object: side === 'crm' ? link.object : null, link });
  }
  return found;
}

function carriedBy(
  me: Snapshot,
  byRecord: ById<Link>,
  images: ById<Staged>,
): { readonly id: string; readonly link: Link | null } | null {
  if (me.carries === null) return null;
  const there = other(me.side);
  const link = byRecord[there].get(me.carries) ?? null;
  const image = images[there].get(me.carries);
  if (image ? !isAlive(image.record) : link === null || link.gone[there]) return null;
  return { id: me.carries, link };
}
