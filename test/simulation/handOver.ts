import type { Store } from '../../src/ports/store.js';
import { SIDES } from '../../src/domain/side.js';
import { release } from './holds.js';
import type { World } from './world.js';

/** A link goes to another connection: what the one it had held of it is that one's no more, and the other decides anew. */
export async function handOver(
  world: World,
  store: Store,
  asked: Parameters<Store['handOver']>,
): Promise<readonly number[]> {
  const given = await store.handOver(...asked);
  if (given.length === 0) return given;
  world.fire('hand-over');
  const { connection } = asked[1];
  for (const side of SIDES)
    for (const { link } of await store.holders([connection], side, [...world.records[side].keys()])) {
      const record = world.records[side].get(link.ids[side] ?? '');
      if (!given.includes(link.id) || record === undefined) continue;
      world.hears?.(`${record.id} goes from ${asked[0]} to ${connection}`);
      release(world.holds, record);
    }
  return given;
}
