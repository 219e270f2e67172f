import { expect, test } from '@jest/globals';
import type { Link } from '../../src/domain/link.js';
import type { Store } from '../../src/ports/store.js';
import { bench, newLink } from './storeSamples.js';

const CLASH = { name: 'SyncError', kind: 'broken', detail: { code: '23505' } };

export function linkLaws(store: () => Store): void {
  test('links come back whole, in the order given, found by id, record and key', async () => {
    const { tx } = await bench(store());
    const drafts = [newLink('c2', 'm2'), newLink('c1', null, { behind: true, refused: 'h9' }), newLink(null, 'm3')];
    const [second, first, third] = await tx((inside) => inside.addLinks(drafts));
    await tx(async (inside) => {
      expect(await inside.linksById([third!.id, first!.id, second!.id, first!.id, 999_999_999])).toEqual([
        second,
        first,
        third,
      ]);
      expect(await inside.linksByRecord('crm', ['c2', 'c1', 'c2', 'c9'])).toEqual([second, first]);
      expect(await inside.linksByRecord('platform', ['c2', 'm3'])).toEqual([third]);
      expect(await inside.linksByKey('platform', ['m2@example.org', 'c1@example.org'])).toEqual([second]);
      expect(second).toMatchObject(drafts[0]!);
      expect(first).toMatchObject(drafts[1]!);
    });
  });

  test('links of one connection are not seen by another', async () => {
    const one = await bench(store());
    const two = await bench(store());
    const [link] = await one.tx((inside) => inside.addLinks([newLink('c1', 'm1')]));
    await two.tx(async (inside) => {
      expect(await inside.linksByRecord('crm', ['c1'])).toEqual([]);
      expect(await inside.linksById([link!.id])).toEqual([]);
      await inside.addLinks([newLink('c1', 'm1')]);
    });
  });

  test('a saved link is saved whole', async () => {
    const { tx } = await bench(store());
    const [link] = await tx((inside) => inside.addLinks([newLink('c1', null)]));
    const changed: Link = {
      id: link!.id,
      rev: link!.rev + 5,
      ids: { crm: 'c7', platform: 'm7' },
      object: 'Lead',
      keys: { crm: null, platform: 'seven@example.org' },
      gone: { crm: true, platform: true },
      optedOut: { crm: true, platform: false },
      wrote: { crm: 1_800_000_000_456, platform: null },
      behind: true,
      refused: 'h7',
      dead: false,
      tentative: true,
    };
    await tx((inside) => inside.saveLinks([changed]));
    expect(await tx((inside) => inside.linksByRecord('platform', ['m7']))).toEqual([changed]);
    expect(await tx((inside) => inside.linksByRecord('crm', ['c1']))).toEqual([]);
  });

  test('R-ALL-9 a record that stood in links that ended knows when the last of them did', async () => {
    const { tx } = await bench(store());
    await tx((inside) => inside.addLinks([newLink('c1', 'm1', { dead: true }), newLink('c2', 'm2')]));
    const [later] = await tx((inside) => inside.addLinks([newLink('c1', null, { dead: true })]));
    await tx(async (inside) => {
      expect([...(await inside.endings('crm', ['c1', 'c2', 'c3']))]).toEqual([['c1', later!.rev]]);
      expect([...(await inside.endings('platform', []))]).toEqual([]);
    });
  });

  test('dead links are found by id alone', async () => {
    const { tx } = await bench(store());
    const [dead] = await tx((inside) => inside.addLinks([newLink('c1', 'm1', { dead: true })]));
    await tx(async (inside) => {
      expect(await inside.linksById([dead!.id])).toEqual([dead]);
      expect(await inside.linksByRecord('crm', ['c1'])).toEqual([]);
      expect(await inside.linksByKey('crm', ['c1@example.org'])).toEqual([]);
    });
  });

  test.each([
    ['Salesforce', newLink('c1', null)],
    ['platform', newLink(null, 'm1')],
  ])('a second live link on one %s record clashes, and nothing of the transaction happens', async (_, twin) => {
    const { tx } = await bench(store());
    await tx((inside) => inside.addLinks([newLink('c1', 'm1')]));
    const clashing = tx(async (inside) => {
      await inside.addLinks([newLink('c5', 'm5')]);
      await inside.addLinks([twin]);
    });
    await expect(clashing).rejects.toMatchObject(CLASH);
    expect(await tx((inside) => inside.linksByRecord('crm', ['c5']))).toEqual([]);
  });

  test('a clash ends the transaction even when its caller swallows it', async () => {
    const { tx } = await bench(store());
    await tx((inside) => inside.addLinks([newLink('c1', null)]));
    const swallowing = tx(async (inside) => {
      await inside.addLinks([newLink('c2', null)]);
      await inside.addLinks([newLink('c1', null)]).catch(() => undefined);
    });
    await expect(swallowing).rejects.toMatchObject(CLASH);
    expect(await tx((inside) => inside.linksByRecord('crm', ['c2']))).toEqual([]);
  });

  test.each([
    ['in a transaction that has not read them', false],
    ['in one that has', true],
  ])('a link may die and another take its record in one call, in either order, %s', async (_when, reads) => {
    const { tx } = await bench(store());
    const [one, two] = await tx((inside) => inside.addLinks([newLink('c1', 'm1'), newLink('c2', null)]));
    const saveLinks = (links: readonly Link[]) =>
      tx(async (inside) => {
        if (reads) await inside.linksById(links.map(({ id }) => id));
        await inside.saveLinks(links);
      });
    const taking = { ...two!, ids: { crm: 'c2', platform: 'm1' } };
    await saveLinks([taking, { ...one!, dead: true }]);
    expect(await tx((inside) => inside.linksByRecord('platform', ['m1']))).toEqual([taking]);
    const swapped = [
      { ...taking, ids: { crm: 'c3', platform: 'm3' } },
      { ...one!, ids: { crm: 'c2', platform: 'm1' } },
    ];
    await saveLinks(swapped.toReversed());
    expect(await tx((inside) => inside.linksByRecord('crm', ['c3', 'c2']))).toEqual(swapped.toReversed());
  });

  test('records may pass from link to link several times in one transaction', async () => {
    const { tx } = await bench(store());
    await tx(async (inside) => {
      const [one, two] = await inside.addLinks([newLink('c1', null), newLink('c2', null)]);
      const having = (platform: string | null) => ({ ...one!, ids: { crm: 'c1', platform } });
      await inside.saveLinks([having('m1')]);
      await inside.saveLinks([{ ...two!, ids: { crm: 'c2', platform: 'm1' } }, having(null)]);
      await inside.saveLinks([having('m1'), { ...two!, dead: true }]);
      expect(await inside.linksByRecord('platform', ['m1'])).toEqual([having('m1')]);
    });
  });

  test('an update that would put two live links on one record clashes', async () => {
    const { tx } = await bench(store());
    const [, two] = await tx((inside) => inside.addLinks([newLink('c1', 'm1'), newLink('c2', null)]));
    const clashing = tx((inside) => inside.saveLinks([{ ...two!, ids: { crm: 'c2', platform: 'm1' } }]));
    await expect(clashing).rejects.toMatchObject(CLASH);
  });

  test('a baseline belongs to the pair of records, is replaced whole, and {} where there is none', async () => {
    const { tx } = await bench(store());
    const title = { crm: 'Dr. \\u0000 "ä"', platform: null, run: 1, at: 1_700_000_000_000 };
    const entry = (baseline: Readonly<Record<string, typeof title>>) => [{ crm: 'c1', platform: 'm1', baseline }];
    await tx((inside) => inside.saveBaselines(entry({ 'A=B:text': title, 'C=D:text': title })));
    await tx((inside) => inside.saveBaselines(entry({ 'A=B:text': title })));
    const asked = [
      { crm: 'c2', platform: 'm1' },
      { crm: 'c1', platform: 'm1' },
      { crm: 'c1', platform: 'm1' },
    ];
    const kept = { 'A=B:text': title };
    expect(await tx((inside) => inside.baselines(asked))).toEqual([{}, kept, kept]);
  });

  test('asking for nothing does nothing', async () => {
    const { tx } = await bench(store());
    await tx(async (inside) => {
      await inside.saveLinks([]);
      await inside.saveBaselines([]);
      await inside.saveRows([]);
      await inside.stage([]);
      await inside.markPlanned([]);
      await inside.again([]);
      await inside.notAgain([]);
      await inside.list([]);
      await inside.clear([], []);
      const answers = [
        inside.linksById([]),
        inside.linksByRecord('crm', []),
        inside.linksByKey('crm', []),
        inside.addLinks([]),
        inside.baselines([]),
      ];
      const more = [
        inside.openRows([]),
        inside.openCreates('crm', []),
        inside.unsentRows([]),
        inside.rowsOfRun(1, 'crm', 'planned', 9),
        inside.rowsById([]),
        inside.standings([]).then((found) => [...found]),
      ];
      const last = [inside.addRows([]), inside.images([]), inside.imagesByKey('crm', []), inside.entries([])];
      for (const answer of [...answers, ...more, ...last]) expect(await answer).toEqual([]);
    });
  });
}
