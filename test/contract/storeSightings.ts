import { expect, test } from '@jest/globals';
import type { Store } from '../../src/ports/store.js';
import { bench, join, newLink } from './storeSamples.js';

export function sightingLaws(store: () => Store): void {
  test('R-ALL-9 whom a listing of this run did not show is told from the links, page by page', async () => {
    const { tx, connection } = await bench(store());
    const links = await tx((inside) =>
      inside.addLinks([
        newLink('c1', 'm1'),
        newLink('c2', 'm2'),
        newLink('c3', null),
        newLink('c4', 'm4', { dead: true }),
        newLink('c5', 'm5', { gone: { crm: true, platform: false } }),
        newLink('c6', 'm6', { gone: { crm: false, platform: true } }),
      ]),
    );
    await tx(async (inside) => {
      await inside.sight('platform', ['m2', 'm9', 'm2']);
      await inside.sight('crm', ['m1']);
    });
    await tx(async (inside) => {
      await inside.sight('platform', ['m9']);
      expect([await inside.sighted('platform'), await inside.sighted('crm')]).toEqual([2, 1]);
      expect((await inside.unsighted('platform', 0, 9)).map(({ ids }) => ids.platform)).toEqual(['m1', 'm6']);
      expect(await inside.unsighted('platform', links[0]!.id, 1)).toMatchObject([{ ids: { platform: 'm6' } }]);
      expect((await inside.unsighted('crm', 0, 9)).map(({ ids }) => ids.crm)).toEqual(['c1', 'c2', 'c3', 'c5']);
    });
    const other = await join(store(), connection, 2);
    expect(await other.tx((inside) => inside.sighted('platform'))).toBe(0);
    await tx((inside) => inside.saveRun({ endedAt: 5_000, outcome: 'inStep' }));
  });

  test('R-ALL-9 who is missed keeps the first time, and is missed no more once sighted or named', async () => {
    const { tx } = await bench(store());
    await tx((inside) => inside.miss('platform', ['m1', 'm2', 'm3'], 10));
    await tx(async (inside) => {
      await inside.miss('platform', ['m1', 'm2'], 30);
      await inside.miss('platform', ['m1'], 20);
      await inside.miss('crm', ['m1'], 7);
      const found = await inside.missing('platform', ['m1', 'm3', 'm9']);
      expect(found.toSorted((a, b) => (a.record < b.record ? -1 : 1))).toEqual([
        { record: 'm1', since: 10, last: 30 },
        { record: 'm3', since: 10, last: 10 },
      ]);
      await inside.sight('platform', ['m1']);
      await inside.unmiss('platform', 'sighted');
      await inside.unmiss('platform', ['m2']);
      expect(await inside.missing('platform', ['m1', 'm2', 'm3'])).toHaveLength(1);
      expect(await inside.missing('crm', ['m1'])).toEqual([{ record: 'm1', since: 7, last: 7 }]);
      expect(await inside.missing('crm', [])).toEqual([]);
    });
  });
}
