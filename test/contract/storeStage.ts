import { expect, test } from '@jest/globals';
import type { Store } from '../../src/ports/store.js';
import type { Staged } from '../../src/ports/stored.js';
import { bench, join, staged } from './storeSamples.js';

const idsOf = (rows: readonly Staged[]) => rows.map((row) => row.record.id);

export function stageLaws(store: () => Store): void {
  test('new images wait in the order they came and come back whole', async () => {
    const { tx } = await bench(store());
    const rows = [staged('crm', 'c9'), staged('platform', 'm1', { key: null }), staged('crm', 'c1')];
    await tx((inside) => inside.stage(rows));
    await tx((inside) => inside.stage([staged('crm', 'c5')]));
    expect(await tx((inside) => inside.nextStaged('new', 3))).toEqual(rows);
    expect(idsOf(await tx((inside) => inside.nextStaged('new', 9)))).toEqual(['c9', 'm1', 'c1', 'c5']);
  });

  test('a newer read replaces the image, an older one does not', async () => {
    const { tx } = await bench(store());
    const image = (seq: number, Name: string) =>
      staged('crm', 'c1', { seq, key: `${Name}@example.org`, phase: 'image' }, { fields: { Name } });
    await tx((inside) => inside.stage([image(5, 'five'), image(7, 'seven'), image(6, 'six')]));
    const ref = { side: 'crm', id: 'c1' } as const;
    expect(await tx((inside) => inside.images([ref]))).toEqual([image(7, 'seven')]);
    await tx((inside) => inside.stage([image(6, 'six')]));
    expect(await tx((inside) => inside.images([ref]))).toEqual([image(7, 'seven')]);
    await tx((inside) => inside.stage([image(8, 'eight')]));
    expect(await tx((inside) => inside.images([ref, ref]))).toEqual([image(8, 'eight')]);
    expect(await tx((inside) => inside.imagesByKey('crm', ['seven@example.org']))).toEqual([]);
    expect(await tx((inside) => inside.imagesByKey('crm', ['eight@example.org']))).toEqual([image(8, 'eight')]);
    expect(await tx((inside) => inside.imagesByKey('platform', ['eight@example.org']))).toEqual([]);
  });

  test('what is staged already can be brought up to date without staging anybody else', async () => {
    const { tx } = await bench(store());
    const later = (id: string, seq: number) => staged('crm', id, { seq, key: 'later@example.org', phase: 'image' });
    await tx((inside) => inside.stage([staged('crm', 'c1'), staged('crm', 'c2')]));
    await tx((inside) => inside.restage([later('c1', 20), later('c2', 3), later('c9', 20), later('c1', 21)]));
    const waiting = await tx((inside) => inside.nextStaged('new', 9));
    expect(waiting.map((row) => [row.record.id, row.seq])).toEqual([
      ['c1', 21],
      ['c2', 10],
    ]);
    expect(waiting[0]).toMatchObject({ key: 'later@example.org', phase: 'new' });
    expect(await tx((inside) => inside.images([{ side: 'crm', id: 'c9' }]))).toEqual([]);
    await tx((inside) => inside.restage([]));
  });

  test('a re-read neither takes a row out of the queue nor puts one in; a new read does', async () => {
    const { tx } = await bench(store());
    await tx((inside) => inside.stage([staged('crm', 'c1'), staged('crm', 'c2')]));
    await tx((inside) =>
      inside.stage([staged('crm', 'c1', { seq: 20, phase: 'image' }), staged('crm', 'c3', { phase: 'image' })]),
    );
    expect(idsOf(await tx((inside) => inside.nextStaged('new', 9)))).toEqual(['c1', 'c2']);
    await tx((inside) => inside.markPlanned([{ side: 'crm', id: 'c1' }]));
    await tx((inside) => inside.stage([staged('crm', 'c1', { seq: 21, phase: 'image' })]));
    expect(idsOf(await tx((inside) => inside.nextStaged('new', 9)))).toEqual(['c2']);
    await tx((inside) => inside.stage([staged('crm', 'c1', { seq: 3 })]));
    const waiting = await tx((inside) => inside.nextStaged('new', 9));
    expect(waiting.map((row) => [row.record.id, row.seq])).toEqual([
      ['c2', 10],
      ['c1', 21],
    ]);
  });

  test('a run sees its own stage, and it is emptied when the run ends', async () => {
    const one = await bench(store());
    const two = await join(store(), one.connection, 2);
    const ref = [{ side: 'crm', id: 'c1' }] as const;
    await one.tx((inside) => inside.stage([staged('crm', 'c1')]));
    expect(await two.tx((inside) => inside.images(ref))).toEqual([]);
    await two.tx((inside) => inside.stage([staged('crm', 'c1', { seq: 99 })]));
    await one.tx(async (inside) => {
      await inside.saveRun({ endedAt: 9_000, outcome: 'inStep' });
      expect(await inside.images(ref)).toEqual([]);
    });
    expect(await two.tx((inside) => inside.images(ref))).toHaveLength(1);
  });

  test('any text is found again as an id and as a key, whatever it means elsewhere', async () => {
    const { tx } = await bench(store());
    const odd = ['', ' ', 'NULL', 'a"b', "a'b", 'a\\b', 'a\\', '{a,b}', 'a,b', 'é\n\t😀'];
    const rows = odd.map((text) => staged('crm', text, { key: text }));
    await tx((inside) => inside.stage(rows));
    const refs = odd.map((id) => ({ side: 'crm', id }) as const);
    expect(idsOf(await tx((inside) => inside.images(refs))).toSorted()).toEqual(odd.toSorted());
    expect(idsOf(await tx((inside) => inside.imagesByKey('crm', odd)))).toEqual(odd);
  });

  test('images the caller has are left out, unless they were read anew since', async () => {
    const { tx } = await bench(store());
    const [one, two, three] = ['c1', 'c2', 'c3'].map((id) => staged('crm', id, { key: 'same@example.org', seq: 5 }));
    await tx((inside) => inside.stage([one!, two!, three!]));
    await tx((inside) => inside.stage([{ ...two!, seq: 6 }]));
    const twin = { ...three!, record: { ...three!.record, side: 'platform' as const } };
    const found = await tx((inside) => inside.imagesByKey('crm', ['same@example.org'], [one!, two!, twin]));
    expect(found.map(({ record, seq }) => [record.id, seq])).toEqual([
      ['c2', 6],
      ['c3', 5],
    ]);
  });

  test('text no database likes does not stop a page', async () => {
    const { tx } = await bench(store());
    const odd = staged(
      'crm',
      'c1',
      { key: 'a\u0000b@example.org' },
      { fields: { Name: 'half \ud800 and \u0000 nothing', Path: 'C:\\u0000' } },
    );
    await tx((inside) => inside.stage([odd, staged('crm', 'c2')]));
    const [back] = await tx((inside) => inside.nextStaged('new', 1));
    expect(back?.record.fields['Path']).toBe('C:\\u0000');
    expect(idsOf(await tx((inside) => inside.imagesByKey('crm', ['a\u0000b@example.org'])))).toEqual(['c1']);
  });

  test('links to be read again are counted each time they are asked for, also after they were taken off', async () => {
    const { tx } = await bench(store());
    await tx((inside) => inside.again([3, 1, 3, 2]));
    await tx((inside) => inside.notAgain([1, 2]));
    await tx((inside) => inside.again([1]));
    expect(await tx((inside) => inside.nextAgain(9))).toEqual([
      { link: 1, times: 2 },
      { link: 3, times: 1 },
    ]);
    expect(await tx((inside) => inside.nextAgain(1))).toHaveLength(1);
  });
}
