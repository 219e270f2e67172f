import { expect, test } from '@jest/globals';
import { refusedToo } from '../../src/domain/refused.js';
import { sparing } from '../../src/domain/spared.js';
import type { Store } from '../../src/ports/store.js';
import { bench, join, listed, moved, newLink, newRow } from './storeSamples.js';

const ALL = ['error', 'waiting', 'skipped', 'again'] as const;

export function inboxLaws(store: () => Store): void {
  test('R-ALL-15 one entry per record and cause: seen again it keeps its number and first time', async () => {
    const one = await bench(store());
    await one.tx((inside) => inside.list([listed(), listed({ cause: 'locked' })]));
    const [first] = await store().inbox(one.connection, ['error']);
    const two = await join(store(), one.connection, 2);
    await two.tx((inside) => inside.list([listed({ fields: ['Phone'], code: 'Y', vendorText: 'worse' })]));
    const entries = await store().inbox(one.connection, ALL);
    expect(entries.map((entry) => entry.cause)).toEqual(['refused', 'locked']);
    expect(first).toMatchObject({ ...listed(), category: 'error', attempts: 1, run: 1 });
    expect(entries[0]).toMatchObject({
      entry: first!.entry,
      firstSeen: first!.firstSeen,
      fields: ['Phone'],
      code: 'Y',
      vendorText: 'worse',
      attempts: 2,
      run: 2,
    });
    expect(entries[0]!.lastSeen).toBeGreaterThanOrEqual(first!.lastSeen);
  });

  test('an entry known by one record is the same once the other is known, and two of them become one', async () => {
    const { tx, connection } = await bench(store());
    await tx((inside) => inside.list([listed(), listed({ crm: null, platform: 'm1' })]));
    const [first] = await store().inbox(connection, ALL);
    await tx((inside) => inside.list([listed({ platform: 'm1' })]));
    const entries = await store().inbox(connection, ALL);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ entry: first!.entry, crm: 'c1', platform: 'm1' });
    await tx((inside) => inside.list([listed()]));
    expect(await store().inbox(connection, ALL)).toMatchObject([
      { entry: first!.entry, crm: 'c1', platform: 'm1', attempts: 3 },
    ]);
  });

  test('entries are found and cleared by record and cause', async () => {
    const { tx, connection } = await bench(store());
    await tx((inside) => inside.list([listed({ platform: 'm1' }), listed({ cause: 'review' }), listed({ crm: 'c2' })]));
    const crm = { side: 'crm', id: 'c1' } as const;
    const platform = { side: 'platform', id: 'm1' } as const;
    const found = await tx((inside) => inside.entries([crm, platform, { side: 'platform', id: 'c2' }]));
    expect(found).toHaveLength(3);
    expect(found).toEqual(
      expect.arrayContaining([
        { ref: crm, cause: 'refused' },
        { ref: crm, cause: 'review' },
        { ref: platform, cause: 'refused' },
      ]),
    );
    await tx((inside) => inside.clear([platform], ['refused', 'locked']));
    const left = await store().inbox(connection, ALL);
    expect(left.map((entry) => [entry.crm, entry.cause])).toEqual([
      ['c1', 'review'],
      ['c2', 'refused'],
    ]);
  });

  test('loose ends are live links with an open or held row or an entry that goes again, in order and once', async () => {
    const { tx, connection } = await bench(store());
    const drafts = ['1', '2', '3', '4', '5', '6'].map((n) => newLink(`c${n}`, `m${n}`, { dead: n === '6' }));
    const ids = (await tx((inside) => inside.addLinks(drafts))).map((link) => link.id);
    await tx(async (inside) => {
      const [held, unknown, sentOfDead] = await inside.addRows([
        newRow(ids[0]!),
        newRow(ids[2]!),
        newRow(ids[5]!),
        newRow(ids[4]!),
      ]);
      await inside.saveRows([moved(held!, 'held'), moved(unknown!, 'unknown'), moved(sentOfDead!, 'sent')]);
      await inside.list([
        listed({ cause: 'locked', crm: null, platform: 'm4' }),
        listed({ cause: 'contended', crm: 'c1' }),
        listed({ crm: 'c5' }),
      ]);
    });
    expect(await store().looseEnds(connection, 0, 9)).toEqual([ids[0], ids[2], ids[3]]);
    expect(await store().looseEnds(connection, ids[0]!, 1)).toEqual([ids[2]]);
  });

  test('a retried entry is a loose end until it is seen again, and its refused plan may be sent again', async () => {
    const { tx, connection } = await bench(store());
    const [link, other] = await tx((inside) =>
      inside.addLinks([newLink('c1', 'm1', { refused: 'h1' }), newLink('c2', 'm2', { refused: 'h2' })]),
    );
    await tx((inside) => inside.list([listed(), listed({ crm: 'c2' }), listed({ crm: 'c3', cause: 'missing-email' })]));
    const [entry] = await store().inbox(connection, ['error']);
    expect(await store().retry(connection, [entry!.entry, 999_999_999])).toBe(1);
    expect(await store().looseEnds(connection, 0, 9)).toEqual([link!.id]);
    const after = await tx((inside) => inside.linksById([link!.id, other!.id]));
    expect(after).toEqual([{ ...link, refused: null }, other]);
    await tx((inside) => inside.list([listed()]));
    expect(await store().looseEnds(connection, 0, 9)).toEqual([]);
    const spared = sparing(link!, 'platform');
    await tx((inside) => inside.saveLinks([{ ...spared, refused: refusedToo(spared.refused, 'h3') }]));
    expect(await store().retry(connection, 'all')).toBe(2);
    // R-ALL-9: whom nothing may take away is not asked about again.
    expect(await tx((inside) => inside.linksById([link!.id]))).toEqual([
      sparing({ ...link!, refused: null }, 'platform'),
    ]);
    expect(await store().looseEnds(connection, 0, 9)).toEqual([link!.id, other!.id]);
  });
}
