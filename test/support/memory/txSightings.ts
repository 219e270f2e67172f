import { other } from '../../../src/domain/side.js';
import type { Tx } from '../../../src/ports/tx.js';
import { sightedOf, type Part, type World } from './part.js';

type SightPart = Pick<Tx, 'sight' | 'sighted' | 'unsighted' | 'miss' | 'unmiss' | 'missing'>;

export function txSightings(part: Part, run: number, world: World): SightPart {
  const seen = () => sightedOf(part, run, world.undo);
  return {
    async sight(side, ids) {
      for (const id of ids) seen().put(`${side} ${id}`, `${side} ${id}`);
    },
    sighted: async (side) =>
      seen()
        .all()
        .filter((one) => one.startsWith(`${side} `)).length,
    unsighted: async (side, afterLink, limit) =>
      part.links
        .all()
        .filter(
          ({ id, dead, ids, gone }) =>
            id > afterLink &&
            !dead &&
            ids[side] !== null &&
            !gone[other(side)] &&
            seen().get(`${side} ${ids[side]}`) === undefined,
        )
        .toSorted((a, b) => a.id - b.id)
        .slice(0, limit),
    async miss(side, ids, at) {
      for (const id of ids) {
        const old = part.missing.get(`${side} ${id}`);
        const since = old?.since ?? at;
        part.missing.put(`${side} ${id}`, { record: id, since, last: Math.max(old?.last ?? at, at) });
      }
    },
    async unmiss(side, ids) {
      const named = ids === 'sighted' ? seen().all() : ids.map((id) => `${side} ${id}`);
      for (const name of named) if (name.startsWith(`${side} `)) part.missing.drop(name);
    },
    missing: async (side, ids) => ids.flatMap((id) => part.missing.get(`${side} ${id}`) ?? []),
  };
}
