import { isAlive } from '../../src/domain/record.js';
import { other, SIDES, type PerSide, type Side } from '../../src/domain/side.js';
import { liftedBy, type Missing, type Stone, type Tombstone } from '../../src/domain/tombstone.js';
import type { Staged } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import type { Circle } from './acquaint.js';
import { refKey } from './book.js';
import type { Subject } from './subject.js';

/** Whoever is not made anew on a side, as far as the people of a slice are concerned (R-ALL-9). */
export type Graves = PerSide<readonly Stone[]>;

/** By side, tombstones that stand, and those that a living record takes away: an undeleted one, or one that somebody made there since. */
export type Cemetery = PerSide<{ readonly standing: readonly Stone[]; readonly lifted: readonly Stone[] }>;

/** Tombstones by the id, email and other record of these people. */
export async function gravesOf(tx: Tx, circle: Circle, items: readonly Staged[]): Promise<Cemetery> {
  const keys = [...new Set(items.flatMap(({ key }) => key ?? []))];
  const idsOn = (side: Side) => items.filter(({ record }) => record.side === side).map(({ record }) => record.id);
  const on = async (side: Side) => {
    const stones = await tx.stones(side, { records: idsOn(side), keys, partners: idsOn(other(side)) });
    const living = stones.length === 0 ? [] : items.filter(({ record }) => record.side === side && isAlive(record));
    const lifted = new Set(
      living
        .flatMap(({ record: { id }, key, seq }) =>
          liftedBy(stones, { id, key, seq, isAnother: (partner) => hasOtherEmail(circle, other(side), partner, key) }),
        )
        .map(({ record }) => record),
    );
    await tx.unbury([...lifted].map((id) => ({ side, id })));
    return {
      standing: stones.filter(({ record }) => !lifted.has(record)),
      lifted: stones.filter(({ record }) => lifted.has(record)),
    };
  };
  return { crm: await on('crm'), platform: await on('platform') };
}

/**
 * Whose link let go of a record that was deleted first: should that come back, it is still theirs (R-ALL-9), also when it is back by now.
 * The graves as they stand once these are buried, who are told of it.
 */
export function withUnlinked(cemetery: Cemetery, buried: Tombstone[], rev: number): Graves {
  const anew: PerSide<Stone[]> = { crm: [], platform: [] };
  for (const [at, stone] of buried.entries()) {
    if (stone.partner !== null || stone.heir !== null) continue;
    const { standing, lifted } = cemetery[other(stone.side)];
    const before = [...standing, ...lifted].find(({ partner, heir }) => partner === stone.record && heir === null);
    if (before === undefined) continue;
    buried[at] = { ...stone, partner: before.record };
    anew[stone.side].push({ ...stone, partner: before.record, rev, cleared: false });
  }
  const { crm, platform } = cemetery;
  return { crm: [...crm.standing, ...anew.crm], platform: [...platform.standing, ...anew.platform] };
}

/** As newest seen; of whom nothing is known here, nobody with that email is. */
function hasOtherEmail(circle: Circle, side: Side, id: string, key: string | null): boolean {
  const link = circle.linkOf(side, id);
  const image = circle.imageOf(side, id);
  if (image !== undefined && image.seq >= (link?.rev ?? 0)) return image.key !== key;
  return link?.keys[side] !== key;
}

/** What complete listings said of those of whom nothing was found, by record. Whoever was found is missed no more. */
export async function missingOf(tx: Tx, subjects: readonly Subject[]): Promise<ReadonlyMap<string, Missing>> {
  const found = new Map<string, Missing>();
  for (const side of SIDES) {
    const records = subjects.flatMap(({ images }) => images[side]?.record ?? []);
    const absent = records.filter((record) => record.absent === true).map(({ id }) => id);
    const back = subjects.flatMap(({ link, images }) => {
      const record = images[side]?.record;
      return record !== undefined && isAlive(record) && record.id === link.ids[side] ? [record.id] : [];
    });
    for (const one of await tx.missing(side, absent)) found.set(refKey({ side, id: one.record }), one);
    await tx.unmiss(side, back);
  }
  return found;
}
