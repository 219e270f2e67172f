import { isHalf } from '../../src/domain/landed.js';
import type { Link } from '../../src/domain/link.js';
import { isAlive } from '../../src/domain/record.js';
import { SIDES, type PerSide } from '../../src/domain/side.js';
import type { Staged } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import type { Desk } from './desk.js';

/** Of the people of a slice, what other connections of the account have (R-ALL-17). */
export interface Others {
  /** Records that another connection has: members it claimed, people of the CRM it has paired. */
  readonly owned: ReadonlySet<string>;
  /** Emails that a create of another connection may still land with. */
  readonly contested: ReadonlySet<string>;
  /** Objects that only other connections sync. */
  readonly foreign: ReadonlySet<string>;
  /** There is another connection. */
  readonly shared: boolean;
}

interface Met {
  readonly links: readonly Link[];
  readonly images: PerSide<ReadonlyMap<string, Staged>>;
  readonly keys: readonly string[];
}

/** Asks what others have, once this connection has claimed the members that are nobody's and may be paired. */
export async function othersOf(tx: Tx, { opened }: Desk, { links, images, keys }: Met): Promise<Others> {
  const { account, policy } = opened;
  const neighbours = await tx.neighbours();
  const names = neighbours.map(({ connection }) => connection);
  const contested = new Set<string>();
  for (const side of SIDES) for (const key of await tx.createdElsewhere(names, side, keys)) contested.add(key);
  const members = loose(links, images);
  // What a create has just made is nobody's until its answer is kept.
  const free = [...members].filter(([, key]) => key === null || !contested.has(key));
  const anew = await tx.claim(
    account,
    free.map(([id]) => id),
  );
  const owned = new Set([
    ...(anew && free.length === members.size ? [] : await tx.ownedElsewhere(account, [...members.keys()])),
    ...(await tx.pairedElsewhere(names, 'crm', names.length === 0 ? [] : peopleOf(links, images))),
  ]);
  const foreign = new Set(neighbours.flatMap(({ objects }) => objects).filter((one) => !policy.objects.includes(one)));
  return { owned, contested, foreign, shared: names.length > 0 };
}

/** Living platform records that have no partner here, with their email. */
function loose(links: readonly Link[], images: Met['images']): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const { ids, gone, keys } of links)
    if (ids.platform !== null && !gone.platform) found.set(ids.platform, keys.platform);
  for (const [id, { record, key }] of images.platform) if (isAlive(record) && record.unfit === null) found.set(id, key);
  for (const link of links) if (link.ids.platform !== null && !isHalf(link)) found.delete(link.ids.platform);
  return found;
}

function peopleOf(links: readonly Link[], images: Met['images']): readonly string[] {
  return [...new Set([...links.flatMap(({ ids }) => ids.crm ?? []), ...images.crm.keys()])];
}
