import type { Link } from '../../../src/domain/link.js';
import { SIDES } from '../../../src/domain/side.js';
import type { Tx } from '../../../src/ports/tx.js';
import { clash, type UniqueLaw } from '../../../src/store/clash.js';
import { pairKey, type Part, type World } from './part.js';

const LAWS = { crm: 'link_crm', platform: 'link_platform' } as const satisfies Record<string, UniqueLaw>;

type LinkPart = Pick<
  Tx,
  'linksById' | 'linksByRecord' | 'linksByKey' | 'endings' | 'addLinks' | 'saveLinks' | 'baselines' | 'saveBaselines'
>;

export function txLinks(part: Part, world: World, tick: number): LinkPart {
  /** After the whole call, so that a link may die and another take its record in one. */
  function checked(links: readonly Link[]): void {
    for (const { ids, dead } of links) {
      if (dead) continue;
      for (const side of SIDES)
        if (ids[side] !== null && part.links.find(`${side} ${ids[side]}`).length > 1) throw clash(LAWS[side]);
    }
  }

  return {
    linksById: async (ids) => byId([...new Set(ids)].flatMap((id) => part.links.get(id) ?? [])),
    linksByRecord: async (side, ids) => byId(unique(ids).flatMap((id) => part.links.find(`${side} ${id}`))),
    linksByKey: async (side, keys) => byId(unique(keys).flatMap((key) => part.links.find(`${side} key ${key}`))),

    endings: async (side, ids) => {
      const dead = unique(ids).flatMap((id) => part.links.find(`dead ${side} ${id}`));
      const revs = new Map<string, number>();
      for (const { ids: held, rev } of dead) {
        const id = held[side];
        if (id !== null) revs.set(id, Math.max(rev, revs.get(id) ?? 0));
      }
      return revs;
    },

    async addLinks(drafts) {
      const links = drafts.map((draft) => ({ ...draft, id: world.linkId(), rev: tick }));
      for (const link of links) part.links.put(link.id, link);
      checked(links);
      return links;
    },

    async saveLinks(links) {
      for (const link of links) if (part.links.get(link.id) !== undefined) part.links.put(link.id, link);
      checked(links);
    },

    baselines: async (pairs) => pairs.map(({ crm, platform }) => part.baselines.get(pairKey(crm, platform)) ?? {}),

    async saveBaselines(entries) {
      for (const { crm, platform, baseline } of entries) part.baselines.put(pairKey(crm, platform), baseline);
    },
  };
}

const unique = (texts: readonly string[]) => [...new Set(texts)];
const byId = (links: readonly Link[]) => [...links].toSorted((a, b) => a.id - b.id);
