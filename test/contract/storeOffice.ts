import { expect, test } from '@jest/globals';
import type { Store } from '../../src/ports/store.js';
import { bench, join, listed, moved, newLink, newRow } from './storeSamples.js';

export function officeLaws(store: () => Store): void {
  test('R-ALL-6 an alert begins once until it is over, by connection and kind', async () => {
    const begins = (id: string, kind: 'held' | 'inbox') => store().beginAlert(id, kind, 5, 100);
    const seen = [
      await begins('alerts-a', 'held'),
      await begins('alerts-a', 'held'),
      await begins('alerts-a', 'inbox'),
    ];
    seen.push(await begins('alerts-b', 'held'));
    await store().endAlert('alerts-a', 'held');
    await store().endAlert('alerts-a', 'held');
    seen.push(await begins('alerts-a', 'held'), await begins('alerts-a', 'inbox'), await begins('alerts-b', 'held'));
    expect(seen).toEqual([true, false, true, true, true, false, false]);
    const later: boolean[] = [];
    for (const at of [104, 105, 106, 205]) later.push(await store().beginAlert('alerts-b', 'held', at, 100));
    expect(later).toEqual([false, true, false, true]);
    expect([...(await store().alerts('alerts-b'))]).toEqual([['held', 205]]);
    await store().endAlert('alerts-b', 'held');
    expect([...(await store().alerts('alerts-b'))]).toEqual([]);
  });

  test('in step is since the newest sync that settled began, or a later look; first tried is the first sync', async () => {
    const { connection, tx } = await bench(store());
    expect(await store().inStep('nobody')).toEqual({ last: null, firstTried: null });
    expect(await store().inStep(connection)).toEqual({ last: null, firstTried: 1_000 });
    await store().putConnection(connection, 'h', {}, '/a');
    const begins = async (run: number, mode: 'sync' | 'records', startedAt: number, outcome: 'held' | 'stopped') => {
      const next = await join(store(), connection, run);
      await next.tx((inside) => inside.saveRun({ mode, startedAt, outcome, endedAt: startedAt + 1 }));
      return (await store().inStep(connection)).last;
    };
    await tx((inside) => inside.saveRun({ startedAt: 2_000 }));
    expect(await begins(2, 'sync', 3_000, 'stopped')).toBeNull();
    expect(await begins(3, 'sync', 4_000, 'held')).toBe(4_000);
    expect(await begins(4, 'records', 5_000, 'held')).toBe(4_000);
    for (const at of [6_000, 5_500]) await store().foundInStep(connection, at);
    expect(await store().inStep(connection)).toEqual({ last: 6_000, firstTried: 2_000 });
    expect(await begins(5, 'sync', 7_000, 'held')).toBe(7_000);
  });

  test('a connection is stored in versions; the same document again makes none', async () => {
    const document = { id: 'office-1', fields: { Contact: [{ salesforce: 'Title' }] } };
    const first = await store().putConnection('office-1', 'hash1', document, '/etc/acme');
    expect(first).toMatchObject({ id: 'office-1', version: 1, hash: 'hash1', document, folder: '/etc/acme' });
    expect(await store().putConnection('office-1', 'hash1', document, '/etc/acme')).toEqual(first);
    const second = await store().putConnection('office-1', 'hash2', { id: 'office-1' }, '/etc/acme');
    expect(second.version).toBe(2);
    expect((await store().putConnection('office-1', 'hash2', { id: 'office-1' }, '/srv')).version).toBe(3);
    expect(await store().connection('office-1', 1)).toEqual(first);
    expect(await store().connection('office-1', 2)).toEqual(second);
    expect(await store().connection('office-1')).toMatchObject({ version: 3, folder: '/srv' });
    expect(await store().connection('office-1', 9)).toBeNull();
    expect(await store().connection('office-none')).toBeNull();
  });

  test('a removed connection is unknown; put back, it takes up its versions', async () => {
    await store().putConnection('office-2', 'hash1', {}, '/a');
    await store().putConnection('office-3', 'hash1', {}, '/a');
    await store().saveState('office-2', { state: 'idle', since: 5, reason: null, advice: null, nextRunAt: 7 });
    await store().saveSecret('office-2', 'refreshToken', 'old');
    await store().removeConnection('office-2');
    const known = (await store().connections()).map(({ id }) => id);
    expect(known).toContain('office-3');
    expect(known).not.toContain('office-2');
    expect(await store().connection('office-2')).toBeNull();
    expect(await store().connection('office-2', 1)).toBeNull();
    expect(await store().state('office-2')).toBeNull();
    expect(await store().secret('office-2', 'refreshToken')).toBeNull();
    expect((await store().putConnection('office-2', 'hash1', {}, '/a')).version).toBe(2);
    expect((await store().connection('office-2'))?.version).toBe(2);
  });

  test('a removed connection that is put back starts over: whom it had linked, listed or read is forgotten, open writes are not', async () => {
    const { connection, tx } = await bench(store());
    await store().putConnection(connection, 'hash1', {}, '/a');
    await tx(async (inside) => {
      const [one, other] = await inside.addLinks([newLink('c1', 'm1'), newLink('c2', 'm2')]);
      await inside.list([listed({ crm: 'c1' })]);
      await inside.saveCursor('crm', 'map', 5, null);
      await inside.saveBaselines([
        { crm: 'c1', platform: 'm1', baseline: { 'A=B:text': { crm: 'a', platform: 'b', run: 1, at: 5 } } },
      ]);
      const rows = await inside.addRows([newRow(one!.id), newRow(other!.id)]);
      await inside.saveRows([moved(rows[0]!, 'held'), moved(rows[1]!, 'sent')]);
    });
    await store().removeConnection(connection);
    await store().putConnection(connection, 'hash1', {}, '/a');
    expect(await store().tallies(connection)).toEqual({ inbox: 0, held: 0 });
    expect(await store().linked(connection)).toBe(1);
    await tx(async (inside) => {
      expect(await inside.linksByRecord('crm', ['c1', 'c2'])).toMatchObject([{ ids: { crm: 'c2' } }]);
      expect(await inside.baselines([{ crm: 'c1', platform: 'm1' }])).toEqual([{}]);
      expect(await inside.cursor('crm', 'map')).toBeNull();
    });
  });

  test('the newest version of each connection is listed, by id', async () => {
    await store().putConnection('office-5', 'hash1', {}, '/a');
    await store().putConnection('office-4', 'hash1', {}, '/a');
    await store().putConnection('office-5', 'hash2', {}, '/a');
    const listing = (await store().connections()).filter(({ id }) => id === 'office-4' || id === 'office-5');
    expect(listing.map(({ id, version }) => [id, version])).toEqual([
      ['office-4', 1],
      ['office-5', 2],
    ]);
  });

  test('a state is replaced whole', async () => {
    expect(await store().state('office-6')).toBeNull();
    const state = {
      state: 'waiting',
      since: 1_700_000_000_000,
      reason: 'quota',
      advice: 'wait',
      nextRunAt: 1_700_000_900_000,
    } as const;
    await store().saveState('office-6', state);
    expect(await store().state('office-6')).toEqual(state);
    const next = { state: 'idle', since: 1_700_000_000_001, reason: null, advice: null, nextRunAt: null } as const;
    await store().saveState('office-6', next);
    expect(await store().state('office-6')).toEqual(next);
  });

  test('budgets and secrets are kept by name', async () => {
    expect(await store().budget('org-1')).toBeNull();
    await store().saveBudget('org-1', 5, 15_000);
    await store().saveBudget('org-1', 6, 3_000_000_000);
    expect(await store().budget('org-1')).toEqual({ used: 6, limit: 3_000_000_000 });
    expect(await store().secret('office-9', 'refreshToken')).toBeNull();
    await store().saveSecret('office-9', 'refreshToken', 'first');
    await store().saveSecret('office-9', 'refreshToken', 'second ö');
    await store().saveSecret('office-9', 'other', 'third');
    expect(await store().secret('office-9', 'refreshToken')).toBe('second ö');
    expect(await store().secret('office-8', 'refreshToken')).toBeNull();
  });

  test("a plan run's rows are read in id order, page by page", async () => {
    const { connection, tx } = await bench(store());
    const rows = await tx((inside) =>
      inside.addRows([newRow(1), newRow(2, { side: 'crm' }), newRow(3), newRow(4, { run: 2 })]),
    );
    await tx((inside) => inside.saveRows([rows[0]!, rows[1]!].map((row) => moved(row, 'void'))));
    const page = async (after: number, limit: number) =>
      (await store().rows(connection, 1, ['void', 'held'], after, limit)).map((row) => row.id);
    expect(await page(0, 9)).toEqual([rows[0]!.id, rows[1]!.id]);
    expect(await page(rows[0]!.id, 9)).toEqual([rows[1]!.id]);
    expect(await page(0, 1)).toEqual([rows[0]!.id]);
    expect((await store().rows(connection, 1, ['void'], 0, 1))[0]).toMatchObject({
      lane: 'plan',
      changes: rows[0]!.changes,
    });
  });

  test('a person is explained by either id or email, dead links too, the newest first', async () => {
    const { connection, tx } = await bench(store());
    const baseline = { 'A=B:text': { crm: 'a', platform: 'b', run: 1, at: 5 } };
    const links = await tx(async (inside) => {
      await inside.saveBaselines([{ crm: 'c1', platform: 'm1', baseline }]);
      await inside.list([listed({ crm: null, platform: 'm1' }), listed({ crm: 'c8' })]);
      return inside.addLinks([newLink('c1', 'm1', { dead: true }), newLink('c9', 'm9'), newLink('c2', 'm1')]);
    });
    const rows = await tx((inside) => inside.addRows(Array.from({ length: 51 }, () => newRow(links[0]!.id))));
    const explained = await store().explain(connection, 'm1');
    expect(explained.map((one) => one.link)).toEqual([links[2], links[0]]);
    expect(explained[1]).toMatchObject({ baseline, entries: [{ platform: 'm1' }] });
    expect(explained[1]!.rows.map((row) => row.id)).toEqual(
      rows
        .map((row) => row.id)
        .toReversed()
        .slice(0, 50),
    );
    expect(explained[0]).toMatchObject({ baseline: {}, rows: [], entries: [{ platform: 'm1' }] });
    expect((await store().explain(connection, 'c9')).map((one) => one.link.id)).toEqual([links[1]!.id]);
    expect((await store().explain(connection, ' C9@Example.org ')).map((one) => one.link.id)).toEqual([links[1]!.id]);
    expect(await store().explain(connection, 'nobody')).toEqual([]);
  });

  test('whole live links are counted, as many as are wanted', async () => {
    const { connection, tx } = await bench(store());
    const halfOrDead = [newLink('c4', null), newLink('c5', 'm5', { dead: true })];
    await tx((inside) =>
      inside.addLinks([...halfOrDead, newLink('c1', 'm1'), newLink('c2', 'm2'), newLink('c3', 'm3')]),
    );
    const counted = [undefined, 9, 2, 0].map((most) => store().linked(connection, most));
    expect(await Promise.all(counted)).toEqual([3, 3, 2, 0]);
  });

  test('tallies count what the inbox shows, and held rows', async () => {
    const one = await bench(store());
    await join(store(), one.connection, 2);
    await one.tx(async (inside) => {
      await inside.list([
        listed(),
        listed({ crm: 'c2', cause: 'missing-required' }),
        listed({ cause: 'opted-out' }),
        listed({ cause: 'locked' }),
      ]);
      const rows = await inside.addRows([newRow(1), newRow(2), newRow(3, { run: 2 })]);
      await inside.saveRows([moved(rows[0]!, 'held'), moved(rows[2]!, 'held')]);
    });
    expect(await store().tallies(one.connection)).toEqual({ inbox: 2, held: 2 });
  });
}
