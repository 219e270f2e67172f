import { expect, test } from '@jest/globals';
import type { Tombstone } from '../../src/domain/tombstone.js';
import type { Store } from '../../src/ports/store.js';
import { bench, create, join, moved, newLink } from './storeSamples.js';

const stone = (record: string, more: Partial<Tombstone> = {}): Tombstone => ({
  side: 'platform',
  record,
  key: `${record}@example.org`,
  partner: null,
  heir: null,
  ...more,
});
const NOBODY = { records: [], keys: [], partners: [] };

export function stoneLaws(store: () => Store): void {
  test('R-ALL-9 a tombstone is found by record, email and partner of its side, and keeps what it was not told anew', async () => {
    const { tx } = await bench(store());
    await tx((inside) => inside.bury([stone('m1', { partner: 'c1' }), stone('m2'), stone('m1', { side: 'crm' })]));
    await tx((inside) => inside.bury([stone('m1', { key: null })]));
    await tx(async (inside) => {
      const whole = { ...stone('m1', { partner: 'c1' }), cleared: false };
      expect(await inside.stones('platform', { ...NOBODY, records: ['m1'] })).toEqual([
        { ...whole, rev: expect.any(Number) },
      ]);
      expect(await inside.stones('platform', { ...NOBODY, keys: ['m1@example.org'] })).toMatchObject([whole]);
      expect(await inside.stones('platform', { ...NOBODY, partners: ['c1'] })).toMatchObject([whole]);
      expect(await inside.stones('platform', NOBODY)).toEqual([]);
      await inside.unbury([{ side: 'platform', id: 'm1' }]);
      expect(await inside.stones('platform', { ...NOBODY, records: ['m1', 'm2'] })).toMatchObject([stone('m2')]);
      expect(await inside.stones('crm', { ...NOBODY, records: ['m1'] })).toHaveLength(1);
    });
  });

  test('R-ALL-9 a tombstone comes with its heirs to the end of the chain, and the partners of whoever became another go on with that one', async () => {
    const { tx } = await bench(store());
    await tx((inside) => inside.bury([stone('m1', { partner: 'c1' })]));
    await tx(async (inside) => {
      const merged = [stone('c1', { side: 'crm', heir: 'c2' }), stone('c2', { side: 'crm', heir: 'c3' })];
      await inside.bury([...merged, stone('c3', { side: 'crm', heir: 'c1' })]);
      const found = await inside.stones('crm', { ...NOBODY, keys: ['c1@example.org'] });
      expect(found.map(({ record }) => record).toSorted()).toEqual(['c1', 'c2', 'c3']);
    });
    const other = await bench(store());
    await other.tx(async (inside) => {
      await inside.bury([stone('m1', { partner: 'c1' })]);
      const [first, then] = [stone('c1', { side: 'crm', heir: 'c2' }), stone('c2', { side: 'crm', heir: 'c3' })];
      await inside.bury([first, then]);
      expect(await inside.stones('platform', { ...NOBODY, partners: ['c3'] })).toMatchObject([{ record: 'm1' }]);
    });
  });

  test('R-ALL-9 a cleared tombstone lets its link go of the record that is gone, and the other goes by id', async () => {
    const { tx, connection } = await bench(store());
    const gone = { crm: false, platform: true };
    const [link] = await tx(async (inside) => {
      await inside.bury([stone('m1', { partner: 'c1' })]);
      return inside.addLinks([newLink('c1', 'm1', { gone })]);
    });
    expect(await store().explain(connection, 'c1')).toMatchObject([{ stones: [{ record: 'm1', cleared: false }] }]);
    expect(await store().untombstone(connection, 'nobody@example.org')).toBe(0);
    expect(await store().untombstone(connection, 'm1@example.org')).toBe(1);
    expect(await store().looseEnds(connection, 0, 9)).toEqual([link!.id]);
    await tx(async (inside) => {
      expect(await inside.linksById([link!.id])).toMatchObject([
        { ids: { crm: 'c1', platform: null }, gone: { crm: false, platform: false }, rev: expect.any(Number) },
      ]);
      expect(await inside.stones('platform', { ...NOBODY, records: ['m1'] })).toMatchObject([{ cleared: true }]);
      await inside.bury([stone('m1')]);
      expect(await inside.stones('platform', { ...NOBODY, records: ['m1'] })).toMatchObject([{ cleared: false }]);
    });
    expect(await store().explain(connection, 'm1')).toMatchObject([{ link: { dead: true } }]);
  });

  test('R-ALL-9 a link with an open write keeps its tombstone; one that is gone on both sides has nothing to create from', async () => {
    const { tx, connection } = await bench(store());
    const one = { gone: { crm: false, platform: true } };
    const both = { gone: { crm: true, platform: true } };
    const links = await tx(async (inside) => {
      const added = await inside.addLinks([newLink('c1', 'm1', one), newLink('c2', 'm2', both)]);
      const [row] = await inside.addRows([create(added[0]!.id)]);
      await inside.saveRows([moved(row!, 'sent')]);
      return added;
    });
    expect(await store().untombstone(connection, 'c1')).toBe(0);
    expect(await store().untombstone(connection, 'c2')).toBe(0);
    const again = await join(store(), connection, 1);
    expect(await again.tx((inside) => inside.linksById(links.map(({ id }) => id)))).toMatchObject([one, both]);
  });
}
