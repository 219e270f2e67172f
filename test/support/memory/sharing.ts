import type { HeldLink, Party, Sharing } from '../../../src/ports/sharing.js';
import { isHalf } from '../../../src/domain/landed.js';
import type { Tx } from '../../../src/ports/tx.js';
import { handOver } from '../../../src/store/handOver.js';
import { stands } from '../../../src/store/tombstones.js';
import { txConsents } from './consents.js';
import type { Part, World } from './part.js';
import type { turns } from './turns.js';
import { txInbox } from './txInbox.js';
import { txLinks } from './txLinks.js';
import { txRows } from './txRows.js';
import { stonesOf, txStones } from './txStones.js';

type PartyPart = Pick<Tx, 'claim' | 'ownedElsewhere' | 'neighbours' | 'pairedElsewhere' | 'createdElsewhere'>;

export const claimKey = (account: string, platform: string) => `${account}\n${platform}`;

export function txSharing(partOf: (id: string) => Part, connection: string, world: World): PartyPart {
  const links = (connections: readonly string[], key: string) =>
    connections.flatMap((one) => partOf(one).links.find(key));
  return {
    claim: async (account, ids) => {
      const free = [...new Set(ids)].filter((platform) => world.claims.get(claimKey(account, platform)) === undefined);
      for (const platform of free) world.claims.put(claimKey(account, platform), { account, platform, connection });
      return free.length === new Set(ids).size;
    },
    ownedElsewhere: async (account, ids) =>
      [...new Set(ids)].filter((id) => {
        const claim = world.claims.get(claimKey(account, id));
        return claim !== undefined && claim.connection !== connection;
      }),
    neighbours: async () => neighboursOf(world, connection),
    pairedElsewhere: async (connections, side, ids) =>
      [...new Set(ids)].filter((id) => links(connections, `${side} ${id}`).some((link) => !isHalf(link))),
    createdElsewhere: async (connections, side, keys) =>
      [...new Set(keys)].filter((key) =>
        connections.some((one) => partOf(one).rows.find(`create ${side} key ${key}`).length > 0),
      ),
  };
}

export function memorySharing(partOf: (id: string) => Part, world: World, turn: ReturnType<typeof turns>): Sharing {
  return {
    join: (party) => turn(() => void world.parties.set(party.connection, party)),
    isShared: (connection) => turn(() => neighboursOf(world, connection).length > 0),
    holders: (connections, side, ids) =>
      turn(() =>
        connections.flatMap((connection) => {
          const { links, rows } = partOf(connection);
          const held = [...new Set(ids)].flatMap((id) => links.find(`${side} ${id}`));
          return held.map((link): HeldLink => {
            const busy = rows.find(`open ${link.id}`).length + rows.find(`unsent ${link.id}`).length > 0;
            return { connection, link, busy };
          });
        }),
      ),
    stonesElsewhere: (connections, side, partners) =>
      turn(() =>
        connections
          .flatMap((one) => stonesOf(partOf(one), side, { records: [], keys: [], partners }))
          .filter((stone) => stands(stone, partners)),
      ),
    handOver: (from, to, ids, became) =>
      turn(async () => {
        const tick = world.tick();
        const given = await handOver(
          officeTx(partOf(from), world, tick),
          officeTx(partOf(to.connection), world, tick),
          ids,
          became,
        );
        for (const { ids: held } of given) {
          if (held.platform === null) continue;
          const claim = { account: to.account, platform: held.platform, connection: to.connection };
          world.claims.put(claimKey(to.account, held.platform), claim);
        }
        return given.map(({ id }) => id);
      }),
  };
}

function officeTx(part: Part, world: World, tick: number) {
  return {
    tick,
    ...txLinks(part, world, tick),
    ...txRows(part, world),
    ...txInbox(part, 0, world),
    ...txStones(part, tick),
    ...txConsents(part),
  };
}

function neighboursOf({ parties }: World, connection: string): readonly Party[] {
  const own = parties.get(connection);
  if (own === undefined) return [];
  return [...parties.values()]
    .filter((one) => one !== own && one.account === own.account && one.org === own.org)
    .toSorted((a, b) => (a.connection < b.connection ? -1 : 1));
}
