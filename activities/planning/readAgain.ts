import type { Link } from '../../src/domain/link.js';
import { SIDES, type Side } from '../../src/domain/side.js';
import type { Staged } from '../../src/ports/stored.js';
import { mappedFields } from '../mappedFields.js';
import { entry } from '../../src/domain/inbox.js';
import type { Desk } from './desk.js';
import { lookUp } from './lookup.js';
import { planSlice } from './planSlice.js';
import { asImage } from '../staged.js';

const LINKS_A_SLICE = 200;
/** Protocol 6.2: a link is read and planned again so often in one run, then it is listed as `contended`. */
const MOST_TIMES = 6;

/** Reads a slice of the links on the list by id, both records, and plans them on what was read. Returns how many were taken. */
export async function readAgain(desk: Desk): Promise<number> {
  const { deps, lane, opened, mapping } = desk;
  const before = await lane.tx(async (tx) => {
    const asked = await tx.nextAgain(LINKS_A_SLICE);
    const links = await tx.linksById(asked.map(({ link }) => link));
    const tired = new Set(asked.filter(({ times }) => times > MOST_TIMES).map(({ link }) => link));
    await tx.list(links.filter((link) => tired.has(link.id) && !link.dead).map((link) => entry(link, 'contended')));
    await tx.notAgain(links.filter((link) => tired.has(link.id) || link.dead).map(({ id }) => id));
    const mine = links.filter((link) => !tired.has(link.id) && !link.dead);
    return {
      taken: asked.length,
      links: mine,
      unsent: new Set((await tx.unsentRows(mine.map(({ id }) => id))).map(({ id }) => id)),
    };
  });
  if (before.links.length === 0) return before.taken;
  const seq = await deps.store.tick();
  const read = async (side: Side): Promise<readonly Staged[]> => {
    const ids = before.links.flatMap((link: Link) => link.ids[side] ?? []);
    if (ids.length === 0) return [];
    const records = await opened.sides[side].read(mappedFields(mapping, side), ids);
    return records.map((record) => asImage(record, seq));
  };
  const items = (await Promise.all(SIDES.map(read))).flat();
  const lookup = await lookUp(desk, items);
  await lane.tx(async (tx) => {
    const revs = new Map(before.links.map((link) => [link.id, link.rev]));
    const links = await tx.linksById([...revs.keys()]);
    // What another run planned meanwhile was decided on a newer reading, it may be.
    const anew = new Set(
      (await tx.unsentRows([...revs.keys()]))
        .filter(({ id, hold }) => hold !== null && !before.unsent.has(id))
        .map(({ link }) => link),
    );
    const moved = links.filter((link) => (link.rev !== revs.get(link.id) || anew.has(link.id)) && !link.dead);
    await tx.notAgain(links.map(({ id }) => id));
    await tx.again(moved.map(({ id }) => id));
    const skip = new Set(
      moved.flatMap((link) => SIDES.flatMap((side) => (link.ids[side] === null ? [] : [`${side} ${link.ids[side]}`]))),
    );
    const usable = items.filter(({ record }) => !skip.has(`${record.side} ${record.id}`));
    await tx.stage(usable);
    await planSlice(tx, desk, usable, lookup, true);
  });
  return before.taken;
}
