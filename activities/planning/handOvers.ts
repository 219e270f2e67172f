import type { HeldLink, Party } from '../../src/ports/sharing.js';
import type { Link } from '../../src/domain/link.js';
import { isHalf } from '../../src/domain/landed.js';
import { SIDES } from '../../src/domain/side.js';
import { isAlive, successorOf } from '../../src/domain/record.js';
import type { Staged } from '../../src/ports/stored.js';
import { asImage } from '../staged.js';
import { endsOf, MOST_HOPS } from './chains.js';
import { partyOf } from '../partyOf.js';
import { isSynced, type Desk } from './desk.js';

/**
 * R-ALL-17, "a conversion hands over": links of ours whose record became, or is, what another connection syncs and we do not go to that one, as they stand; so
 * do those whose record became one that another connection has in a pair.
 * @param ends by CRM id of a record that was converted or merged away, the end of its chain
 */
export async function handOut(
  desk: Desk,
  neighbours: readonly Party[],
  items: readonly Staged[],
  ends: ReadonlyMap<string, Staged>,
): Promise<void> {
  if (neighbours.length === 0) return;
  const people = items.filter(({ record }) => record.side === 'crm');
  const living = new Map(people.filter(({ record }) => isAlive(record)).map((item) => [item.record.id, item]));
  const leaving = (await desk.lane.tx((tx) => linksOf(tx, items))).flatMap((link) => {
    const end = ends.get(link.ids.crm ?? '') ?? living.get(link.ids.crm ?? '');
    // Half a link of such an object was made to carry an opt-out on.
    if (end === undefined || (isHalf(link) && end.record.id === link.ids.crm)) return [];
    const { object } = end.record;
    const takers = neighbours.filter(({ objects }) => objects.includes(object));
    const isOurs = isSynced(desk, object);
    if (takers.length === 0 || (isOurs && end.record.id === link.ids.crm)) return [];
    const became = { id: end.record.id, left: end.record.optedOut ? end.record.stamp : null };
    return [{ link, takers, isOurs, became }];
  });
  if (leaving.length === 0) return;
  const holders = await desk.deps.store.holders(
    neighbours.map(({ connection }) => connection),
    'crm',
    leaving.map(({ became }) => became.id),
  );
  for (const { link, takers, isOurs, became } of leaving) {
    const pairs = holders.filter((one) => one.link.ids.crm === became.id && !isHalf(one.link));
    const holding = new Set(pairs.map(({ connection }) => connection));
    const taker = takers.find(({ connection }) => holding.has(connection)) ?? (isOurs ? undefined : takers[0]);
    if (taker) await desk.deps.store.handOver(desk.opened.connection.id, taker, [link.id], [became]);
  }
}

/** What others had of our people. */
export interface Fetched {
  /** Links that are ours from now on. */
  readonly handed: readonly number[];
  /** People of the CRM who have a link under a record that went into theirs, here or elsewhere: until that is followed they are nobody's. */
  readonly waiting: ReadonlySet<string>;
}

export const NOTHING_FETCHED: Fetched = { handed: [], waiting: new Set() };

/**
 * The same from the other end: links of others whose record is, or became, what we sync and they do not; and members that their owner knows nobody for, or
 * somebody who was deleted, and intends nothing for, while we know somebody.
 * @param people of the CRM who have no partner here
 * @param members platform ids that these lead to
 */
export async function handIn(
  desk: Desk,
  neighbours: readonly Party[],
  people: readonly string[],
  members: readonly string[],
): Promise<Fetched> {
  const { deps, opened } = desk;
  const names = neighbours.map(({ connection }) => connection);
  const formers = await formersOf(desk, neighbours, people);
  const byPerson = await deps.store.holders(names, 'crm', [...people, ...formers.keys()]);
  const byMember = await deps.store.holders(names, 'platform', members);
  const party = new Map(neighbours.map((one) => [one.connection, one]));
  const held = [...new Map([...byPerson, ...byMember].map((one) => [one.link.id, one])).values()];
  const ledTo = new Set(byMember.map(({ link }) => link.id));
  const objects = await objectsOf(
    desk,
    held.flatMap(({ link }) => link.ids.crm ?? []),
  );
  const comes = ({ link, connection, busy }: HeldLink) => {
    const person = link.ids.crm === null ? null : objects.get(link.ids.crm);
    if (person === undefined) return false;
    // Of nobody, or of who was deleted, only the member is of use to whoever knows somebody else for it.
    if ((person === null || person.deleted) && ledTo.has(link.id)) return !busy;
    return person !== null && isSynced(desk, person.object) && !party.get(connection)?.objects.includes(person.object);
  };
  const taken: number[] = [];
  for (const name of names) {
    const links = held.filter((one) => one.connection === name && comes(one)).map(({ link }) => link.id);
    taken.push(...(await deps.store.handOver(name, partyOf(opened), links)));
  }
  await buryHere(desk, names, new Map([...people.map((id) => [id, id] as const), ...formers]));
  if (formers.size === 0) return { handed: taken, waiting: new Set() };
  const ids = [...formers.keys()];
  const elsewhere = (await deps.store.holders(names, 'crm', ids)).map(({ link }) => link);
  // One that was followed, and rests as a tombstone, is gone.
  const here = (await desk.lane.tx((tx) => tx.linksByRecord('crm', ids))).filter(({ gone }) => !gone.crm);
  return {
    handed: taken,
    waiting: new Set([...elsewhere, ...here].flatMap(({ ids: { crm } }) => formers.get(crm ?? '') ?? [])),
  };
}

/**
 * Of people who have no link anywhere another connection may know that they were deleted on the platform (R-ALL-9): its link came to an end where nobody synced what
 * they became.
 * @param people by any id they ever had, whom they are now
 */
async function buryHere(
  { deps, lane }: Desk,
  names: readonly string[],
  people: ReadonlyMap<string, string>,
): Promise<void> {
  const left = await deps.store.stonesElsewhere(names, 'platform', [...people.keys()]);
  if (left.length === 0) return;
  await lane.tx(async (tx) => {
    const records = left.map(({ record }) => record);
    const known = new Set(
      (await tx.stones('platform', { records, keys: [], partners: [] })).map(({ record }) => record),
    );
    const unknown = left.filter(({ record }) => !known.has(record));
    await tx.bury(unknown.map((stone) => ({ ...stone, partner: people.get(stone.partner ?? '') ?? null })));
  });
}

/** Leads of another connection that went into these contacts of ours, however many steps back, each with whom it is now. Nothing in a contact tells. */
async function formersOf(
  desk: Desk,
  neighbours: readonly Party[],
  people: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const formers = new Map<string, string>();
  if (isSynced(desk, 'Lead') || !neighbours.some(({ objects }) => objects.includes('Lead'))) return formers;
  let next = [...new Set(people)];
  for (let hop = 0; hop < MOST_HOPS && next.length > 0; hop += 1) {
    const met = (await desk.opened.crm.predecessors(next)).filter(({ id }) => !formers.has(id));
    for (const { id, into } of met) formers.set(id, formers.get(into) ?? into);
    next = met.map(({ id }) => id);
  }
  return formers;
}

async function linksOf(tx: Parameters<Parameters<Desk['lane']['tx']>[0]>[0], items: readonly Staged[]) {
  const links = new Map<number, Link>();
  for (const side of SIDES) {
    const ids = items.filter(({ record }) => record.side === side).map(({ record }) => record.id);
    for (const link of await tx.linksByRecord(side, ids)) links.set(link.id, link);
  }
  return [...links.values()];
}

/** A record of the CRM, or the end of its chain. */
interface Became {
  readonly object: string;
  /** The record itself was; not where it went on as another. */
  readonly deleted: boolean;
}

/** What these records of the CRM are by now, the ends of their chains where they went on. That nothing is found of one says nothing. */
async function objectsOf(desk: Desk, ids: readonly string[]): Promise<ReadonlyMap<string, Became>> {
  if (ids.length === 0) return new Map();
  const seq = await desk.deps.store.tick();
  const read = (await desk.opened.crm.read([], ids)).map((record) => asImage(record, seq));
  const { ends } = await endsOf(
    desk,
    read.filter(({ record }) => successorOf(record) !== null),
  );
  const objects = new Map<string, Became>();
  for (const item of read) {
    const { record } = ends.get(item.record.id) ?? item;
    const deleted = !isAlive(record) && record === item.record;
    if (deleted && (record.absent === true || successorOf(record) !== null)) continue;
    objects.set(item.record.id, { object: record.object, deleted });
  }
  return objects;
}
