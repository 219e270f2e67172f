import { normaliseEmail } from '../domain/email.js';
import { halved } from '../domain/landed.js';
import { other, SIDES, type Side } from '../domain/side.js';
import type { Stone } from '../domain/tombstone.js';
import type { Link } from '../domain/link.js';
import type { NewLink } from '../ports/stored.js';
import type { Tx } from '../ports/tx.js';

type Part = Pick<
  Tx,
  | 'tick'
  | 'linksByRecord'
  | 'linksByKey'
  | 'addLinks'
  | 'saveLinks'
  | 'stones'
  | 'openRows'
  | 'unsentRows'
  | 'saveRows'
  | 'list'
  | 'clear'
>;

/**
 * Lets a deleted person be created again (R-ALL-9): the link lets go of the record that is gone, its other record goes by id at the next run.
 * @param clear marks stones as cleared
 * @returns how many records were let go
 */
export async function untombstone(
  tx: Part,
  person: string,
  clear: (stones: readonly Stone[]) => Promise<void>,
): Promise<number> {
  const key = normaliseEmail(person);
  const keys = key === null ? [] : [key];
  const stones: Stone[] = [];
  for (const side of SIDES) stones.push(...(await tx.stones(side, { records: [person], keys, partners: [person] })));
  await clear(stones);
  const found = new Map<number, Link>();
  for (const side of SIDES) {
    const ids = [person, ...stones.flatMap((stone) => (stone.side === side ? [stone.record] : (stone.partner ?? [])))];
    for (const link of [...(await tx.linksByRecord(side, ids)), ...(await tx.linksByKey(side, keys))])
      found.set(link.id, link);
  }
  const open = new Set((await tx.openRows([...found.keys()])).map(({ link }) => link));
  const freed: { readonly link: Link; readonly side: Side }[] = [];
  const traces: NewLink[] = [];
  for (const link of found.values()) {
    const side = SIDES.find((one) => link.gone[one]) ?? SIDES.find((one) => link.ids[one] === null);
    if (side === undefined || open.has(link.id) || link.gone[other(side)] || link.ids[other(side)] === null) continue;
    const { id: _id, rev: _rev, ...rest } = link;
    if (link.ids[side] !== null) traces.push({ ...rest, dead: true });
    freed.push({ link: halved(link, side, tx.tick), side });
  }
  await tx.saveLinks(freed.map(({ link }) => link));
  await tx.addLinks(traces);
  const unsent = await tx.unsentRows(freed.map(({ link }) => link.id));
  await tx.saveRows(unsent.map((row) => ({ ...row, state: 'void' as const })));
  for (const { link, side } of freed) {
    const living = other(side);
    await tx.clear([{ side: living, id: link.ids[living]! }], ['deleted']);
    await tx.list([
      {
        cause: 'changed',
        crm: link.ids.crm,
        platform: link.ids.platform,
        key: link.keys[living],
        fields: [],
        code: null,
        vendorText: null,
      },
    ]);
  }
  return Math.max(stones.filter(({ heir }) => heir === null).length, freed.length);
}
