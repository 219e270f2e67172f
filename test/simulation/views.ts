import type { Link } from '../../src/domain/link.js';
import { isHalf } from '../../src/domain/landed.js';
import { CONNECTION, connectionsOf, SECOND } from './connections.js';
import { emailOf, isUnseen, living, type Rec } from './records.js';
import type { History } from './run.js';
import type { World } from './world.js';

/** By connection and record, what the inbox says of it. */
export type Listed = Map<string, ReadonlyMap<string, string>>;

/** What a connection has of a record, and why not more. */
export interface View {
  readonly link: Link | undefined;
  readonly cause: string | undefined;
}

interface Held {
  readonly connection: string;
  readonly link: Link;
}

/**
 * Who is to answer for a living record once all is quiet: the one connection that has it in a pair, else whoever syncs its object. The oracle (R-ALL-17): nobody is in two
 * pairs, whatever connections these are of, and whoever is left to another connection is known there.
 */
export async function views(history: History, listed: Listed, record: Rec): Promise<readonly View[]> {
  const { world } = history;
  const held: Held[] = [];
  for (const connection of connectionsOf(world)) {
    const links = await linksOf(history, connection, record);
    if (links.length > 1) world.fail('a record in two links');
    held.push(...links.map((link) => ({ connection, link })));
  }
  const pairs = held.filter(({ link }) => !isHalf(link));
  if (pairs.length > 1) world.fail(`in a pair of each connection: ${record.id}`);
  const own = pairs.length > 0 ? pairs.map(({ connection }) => connection) : answering(world, record);
  // Whoever is left to the other one is known there.
  const here = own.filter((connection) => held.length === 0 || held.some((one) => one.connection === connection));
  return Promise.all(
    here.map(async (connection): Promise<View> => {
      const cause = listed.get(connection)?.get(record.id);
      if (cause === 'owned-elsewhere' && !(await isKnownElsewhere(history, listed, connection, record)))
        world.fail(`left to another connection, which does not know of it: ${record.id}`);
      return { link: held.find((one) => one.connection === connection)?.link, cause };
    }),
  );
}

function answering(world: World, { side, object }: Rec): readonly string[] {
  if (!world.lots.second) return [CONNECTION];
  if (side === 'platform') return connectionsOf(world);
  return [object === 'Contact' ? SECOND : CONNECTION];
}

/** Itself, or the member of its email, who may be gone without a trace where nobody looks for those. */
async function isKnownElsewhere(history: History, listed: Listed, connection: string, record: Rec): Promise<boolean> {
  const alike =
    record.side === 'platform'
      ? [record]
      : [record, ...shown(history.world).filter((one) => emailOf(one) === emailOf(record))];
  for (const other of connectionsOf(history.world))
    for (const one of other === connection ? [] : alike)
      if ((await linksOf(history, other, one)).length > 0 && listed.get(other)?.get(one.id) !== 'owned-elsewhere')
        return true;
  return false;
}

function shown(world: World): readonly Rec[] {
  const unseen = [...world.records.platform.values()].filter((one) => isUnseen(world, one));
  return [...living(world, 'platform'), ...unseen];
}

async function linksOf({ rig }: History, connection: string, { side, id }: Rec): Promise<readonly Link[]> {
  const explained = await rig.store.explain(connection, id);
  return explained.map(({ link }) => link).filter((link) => !link.dead && link.ids[side] === id);
}
