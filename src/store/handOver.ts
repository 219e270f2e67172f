import { CAUSES, entry, type Cause } from '../domain/inbox.js';
import { isHalf, pairOf } from '../domain/landed.js';
import { refsOf, type Link } from '../domain/link.js';
import { stillRefused } from '../domain/refused.js';
import { SIDES } from '../domain/side.js';
import type { Successor } from '../ports/sharing.js';
import type { RecordRef } from '../ports/stored.js';
import type { Tx } from '../ports/tx.js';
import { bornBy } from './tombstones.js';

type Part = Pick<
  Tx,
  | 'tick'
  | 'linksById'
  | 'linksByRecord'
  | 'linksByKey'
  | 'addLinks'
  | 'saveLinks'
  | 'openRows'
  | 'unsentRows'
  | 'saveRows'
  | 'baselines'
  | 'saveBaselines'
  | 'optOutNotes'
  | 'noteOptOuts'
  | 'consents'
  | 'noteConsents'
  | 'stones'
  | 'bury'
  | 'list'
  | 'clear'
>;

/** Moves links of one connection to another, as they stand (ports/sharing.ts): the same for every store. Returns the new ones. */
export async function handOver(
  from: Part,
  to: Part,
  ids: readonly number[],
  became: readonly Successor[] = [],
): Promise<readonly Link[]> {
  const asked = (await from.linksById(ids)).filter(({ dead }) => !dead);
  const open = await openOf(from, asked);
  const met = await metBy(to, asked);
  const openThere = await openOf(to, met);
  const inTheWay = (link: Link) =>
    met.filter((one) => SIDES.some((side) => one.ids[side] !== null && one.ids[side] === link.ids[side]));
  const closed = asked.filter(({ id }) => !open.has(id));
  // Alone, and known there already: there is nothing to give but what is known.
  const known = closed.filter((link) => link.ids.platform === null && inTheWay(link).length > 0);
  const given = closed.filter(
    (link) => !known.includes(link) && inTheWay(link).every((one) => isHalf(one) && !openThere.has(one.id)),
  );
  const ended = [...known, ...given];
  if (ended.length === 0) return [];
  const refs = ended.flatMap(refsOf);
  await end(from, ended);
  await from.clear(refs, Object.keys(CAUSES) as Cause[]);
  await from.list((await aloneWith(from, ended)).map((link) => entry(link, 'changed')));
  await end(to, [...new Set(given.flatMap(inTheWay))]);
  const taken = await to.addLinks(
    given.map(({ id: _id, rev: _rev, ...link }) => ({
      ...link,
      // Nobody may take over what it holds before its record was read.
      gone: { ...link.gone, crm: false },
      behind: true,
      // Whom one of them would not take away is not taken away by the other.
      refused: stillRefused(link.refused),
    })),
  );
  await to.list([...taken, ...(await aloneWith(to, ended))].map((link) => entry(link, 'changed')));
  await copyKnown(from, to, ended, refs);
  await tellLeft(from, to, became);
  return taken;
}

async function openOf(part: Part, links: readonly Link[]): Promise<ReadonlySet<number>> {
  return new Set((await part.openRows(links.map(({ id }) => id))).map(({ link }) => link));
}

async function metBy(to: Part, links: readonly Link[]): Promise<readonly Link[]> {
  const met = new Map<number, Link>();
  for (const side of SIDES)
    for (const link of await to.linksByRecord(
      side,
      links.flatMap(({ ids }) => ids[side] ?? []),
    ))
      met.set(link.id, link);
  return [...met.values()];
}

/** Whoever has nobody, and one of their emails: that was left to them, or to the connection that had or has them. */
async function aloneWith(part: Part, ended: readonly Link[]): Promise<readonly Link[]> {
  const keys = [...new Set(ended.flatMap((link) => SIDES.flatMap((side) => link.keys[side] ?? [])))];
  const found = new Map<number, Link>();
  for (const side of SIDES)
    for (const link of await part.linksByKey(side, keys)) if (isHalf(link)) found.set(link.id, link);
  return [...found.values()];
}

async function end(part: Part, links: readonly Link[]): Promise<void> {
  const unsent = await part.unsentRows(links.map(({ id }) => id));
  await part.saveRows(unsent.map((row) => ({ ...row, state: 'void' as const })));
  await part.saveLinks(links.map((link) => ({ ...link, rev: part.tick, dead: true })));
}

/** What was last agreed on, who left when, who consented, and who is not made anew. */
async function copyKnown(from: Part, to: Part, links: readonly Link[], refs: readonly RecordRef[]): Promise<void> {
  const pairs = links.flatMap((link) => pairOf(link) ?? []);
  const baselines = await from.baselines(pairs);
  const agreed = pairs.map((pair, at) => ({ ...pair, baseline: baselines[at] ?? {} }));
  await to.saveBaselines(agreed.filter(({ baseline }) => Object.keys(baseline).length > 0));
  await to.noteOptOuts(await from.optOutNotes(refs), 'newest');
  const on = (side: 'crm' | 'platform') => refs.filter((ref) => ref.side === side).map(({ id }) => id);
  await to.noteConsents(await from.consents(on('crm'), on('platform')));
  for (const link of links)
    for (const side of SIDES) {
      const known = new Set((await to.stones(side, bornBy(link, side))).map(({ record }) => record));
      const stones = await from.stones(side, bornBy(link, side));
      await to.bury(stones.filter(({ record, cleared }) => !cleared && !known.has(record)));
    }
}

/** What was seen of records before `to` met them: they may have undone it since, on their side alone. */
async function tellLeft(from: Part, to: Part, became: readonly Successor[]): Promise<void> {
  const known = await from.optOutNotes(became.map(({ id }) => ({ side: 'crm', id })));
  const seen = became.flatMap(({ id, left }) => (left === null ? [] : [{ side: 'crm', id, at: left } as const]));
  await to.noteOptOuts([...known, ...seen], 'newest');
}
