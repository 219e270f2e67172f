import { expect, test } from '@jest/globals';
import type { Store } from '../../src/ports/store.js';
import { bench, create, listed, moved, newLink, staged } from './storeSamples.js';

/** A store may know that it has none of something: not of what the transaction itself stored a moment ago. */
export function firstLaws(store: () => Store): void {
  test('R-ALL-1 the first links of all are found by record, by email and by how they ended, in the transaction that stored them', async () => {
    const { tx } = await bench(store());
    await tx(async (inside) => {
      const [link] = await inside.addLinks([newLink('c1', null)]);
      expect(await inside.linksByRecord('crm', ['c1'])).toHaveLength(1);
      expect(await inside.linksByKey('crm', ['c1@example.org'])).toHaveLength(1);
      const whole = newLink('c1', 'm1');
      await inside.saveLinks([{ ...link!, ids: whole.ids, keys: whole.keys }]);
      expect(await inside.linksByRecord('platform', ['m1'])).toHaveLength(1);
      expect(await inside.linksByKey('platform', ['m1@example.org'])).toHaveLength(1);
      expect(await inside.endings('crm', ['c1'])).toEqual(new Map());
      await inside.saveLinks([{ ...link!, dead: true }]);
      expect(await inside.endings('crm', ['c1'])).toEqual(new Map([['c1', inside.tick]]));
    });
  });

  test('the first open rows are found by link and by key, in the transaction that marked them', async () => {
    const { tx } = await bench(store());
    await tx(async (inside) => {
      const [row] = await inside.addRows([create(1, { key: 'a@example.org' })]);
      expect(await inside.openRows([1])).toEqual([]);
      await inside.saveRows([moved(row!, 'sent')]);
      expect(await inside.openRows([1])).toHaveLength(1);
      expect(await inside.openCreates('platform', ['a@example.org'])).toHaveLength(1);
    });
  });

  test('the first image, entry and missed record are found in the transaction that noted them', async () => {
    const { tx } = await bench(store());
    await tx(async (inside) => {
      await inside.stage([staged('platform', 'm1', { key: 'a@example.org' })]);
      expect(await inside.imagesByKey('platform', ['a@example.org'])).toHaveLength(1);
      await inside.list([listed()]);
      expect(await inside.entries([{ side: 'crm', id: 'c1' }])).toHaveLength(1);
      await inside.clear([{ side: 'crm', id: 'c1' }], ['refused']);
      expect(await inside.entries([{ side: 'crm', id: 'c1' }])).toEqual([]);
      await inside.miss('crm', ['c1'], 5);
      expect(await inside.missing('crm', ['c1'])).toHaveLength(1);
      await inside.unmiss('crm', ['c1']);
      expect(await inside.missing('crm', ['c1'])).toEqual([]);
    });
  });
}
