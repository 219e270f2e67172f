import type { Side } from '../../../src/domain/side.js';
import type { Stone } from '../../../src/domain/tombstone.js';
import type { Tx } from '../../../src/ports/tx.js';
import type { Part } from './part.js';

export function txStones(part: Part, tick: number): Pick<Tx, 'bury' | 'unbury' | 'stones'> {
  return {
    async bury(stones) {
      for (const { side, record, key, partner, heir } of stones) {
        const old = part.stones.get(`${side} ${record}`);
        const said = {
          key: key ?? old?.key ?? null,
          partner: partner ?? old?.partner ?? null,
          heir: heir ?? old?.heir ?? null,
        };
        part.stones.put(`${side} ${record}`, { side, record, ...said, rev: tick, cleared: false });
      }
      for (const { side, record, heir } of stones) {
        if (heir === null) continue;
        for (const stone of part.stones.find(`${side === 'crm' ? 'platform' : 'crm'} partner ${record}`))
          part.stones.put(`${stone.side} ${stone.record}`, { ...stone, partner: heir });
      }
    },
    async unbury(refs) {
      for (const { side, id } of refs) part.stones.drop(`${side} ${id}`);
    },
    stones: async (side, by) => stonesOf(part, side, by),
  };
}

export function stonesOf(
  part: Part,
  side: Side,
  { records, keys, partners }: Parameters<Tx['stones']>[1],
): readonly Stone[] {
  const found = new Map<string, Stone>();
  const asked = [
    ...records.map((record) => `${side} record ${record}`),
    ...keys.map((key) => `${side} key ${key}`),
    ...partners.map((partner) => `${side} partner ${partner}`),
  ];
  let next = asked.flatMap((key) => part.stones.find(key));
  while (next.length > 0) {
    const fresh = next.filter(({ record }) => !found.has(record));
    for (const stone of fresh) found.set(stone.record, stone);
    next = fresh.flatMap(({ heir }) => (heir === null ? [] : part.stones.find(`${side} record ${heir}`)));
  }
  return [...found.values()].toSorted((a, b) => (a.record < b.record ? -1 : 1));
}
