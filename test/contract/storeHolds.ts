import { expect, test } from '@jest/globals';
import { rejectionOf } from '../../src/domain/guard.js';
import type { Store } from '../../src/ports/store.js';
import { bench, create, join, moved, newLink, newRow } from './storeSamples.js';

/** What the guard and its answers need of a store. */
export function holdLaws(store: () => Store): void {
  test('R-ALL-6 a run’s rows are counted by side and kind, one a link, without void ones and what was held before', async () => {
    const { tx } = await bench(store());
    const rows = await tx((inside) =>
      inside.addRows([
        newRow(1, { kind: 'blank TITLE' }),
        newRow(1, { kind: 'blank TITLE' }),
        newRow(2, { kind: 'blank TITLE' }),
        newRow(3, { kind: 'blank TITLE' }),
        newRow(4, { kind: 'blank TITLE', hold: 'older', state: 'held' }),
        newRow(5, { kind: 'blank TITLE', side: 'crm' }),
        create(6),
        newRow(7, { run: 2 }),
      ]),
    );
    await tx((inside) => inside.saveRows([moved(rows[2]!, 'done'), moved(rows[3]!, 'void')]));
    expect(await tx((inside) => inside.counted('h'))).toEqual([
      { side: 'crm', kind: 'blank TITLE', n: 1, tripped: false },
      { side: 'platform', kind: 'blank TITLE', n: 2, tripped: false },
      { side: 'platform', kind: 'create', n: 1, tripped: false },
    ]);
  });

  test('R-ALL-6 held are the planned rows of the kinds that tripped, in this run; what was let go by approval is not held again', async () => {
    const { tx, connection } = await bench(store());
    const rows = await tx((inside) =>
      inside.addRows([
        newRow(1, { kind: 'blank TITLE' }),
        newRow(2, { kind: 'update' }),
        newRow(3, { kind: 'blank TITLE', hold: 'approved' }),
        newRow(4, { kind: 'blank TITLE', run: 2 }),
      ]),
    );
    const trip = { side: 'platform', kind: 'blank TITLE' } as const;
    expect(await tx((inside) => inside.hold([trip], 'h'))).toBe(1);
    expect(await tx((inside) => inside.hold([trip], 'h'))).toBe(0);
    expect(
      (await tx((inside) => inside.rowsById(rows.map(({ id }) => id)))).map(({ state, hold }) => [state, hold]),
    ).toEqual([
      ['held', 'h'],
      ['planned', null],
      ['planned', 'approved'],
      ['planned', null],
    ]);
    expect(await tx((inside) => inside.counted('h'))).toMatchObject([
      { kind: 'blank TITLE', n: 1, tripped: true },
      { kind: 'update', tripped: false },
    ]);
    expect(await store().holds(connection)).toEqual([{ hash: 'h', n: 1, run: 1, since: 1_000 }]);
    expect((await store().rowsOfHold(connection, 'h', 0, 9)).map(({ id }) => id)).toEqual([rows[0]!.id]);
  });

  test('rows are added as held, and a row’s hash outlives its state', async () => {
    const { tx, connection } = await bench(store());
    const [row] = await tx((inside) => inside.addRows([newRow(1, { state: 'held', hold: 'h' })]));
    expect(await store().holds(connection)).toEqual([{ hash: 'h', n: 1, run: 1, since: 1_000 }]);
    await tx((inside) => inside.saveRows([moved(row!, 'void')]));
    expect(await store().holds(connection)).toEqual([]);
    expect(await store().rowsOfHold(connection, 'h', 0, 9)).toMatchObject([{ id: row!.id, state: 'void', hold: 'h' }]);
    expect(await store().rowsOfHold(connection, 'h', row!.id, 9)).toEqual([]);
  });

  test('R-ALL-15 a rejected update leaves the pair as it stands, a rejected create is not planned again; a second time there is nothing', async () => {
    const { tx, connection } = await bench(store());
    const title = { rule: 'title', field: 'TITLE', old: 'Dr.', next: null, from: null };
    const links = await tx((inside) => inside.addLinks([newLink('c1', 'm1'), newLink('c2', null)]));
    const rows = await tx(async (inside) => {
      await inside.saveBaselines([
        { crm: 'c1', platform: 'm1', baseline: { name: { crm: 'x', platform: 'x', run: 1, at: 1 } } },
      ]);
      return inside.addRows([
        newRow(links[0]!.id, { changes: [title], state: 'held', hold: 'h' }),
        create(links[1]!.id, { state: 'held', hold: 'h' }),
        newRow(links[0]!.id, { state: 'held', hold: 'other' }),
      ]);
    });
    expect(await store().reject(connection, 'h')).toBe(2);
    expect(await store().reject(connection, 'h')).toBe(0);
    expect(await store().holds(connection)).toEqual([{ hash: 'other', n: 1, run: 1, since: 1_000 }]);
    const [baseline] = await tx((inside) => inside.baselines([{ crm: 'c1', platform: 'm1' }]));
    expect(baseline).toMatchObject({ name: { crm: 'x' }, title: { crm: null, platform: 'Dr.' } });
    const after = await tx((inside) => inside.linksById(links.map(({ id }) => id)));
    expect(after[0]!.rev).toBeGreaterThan(links[0]!.rev);
    expect(after.map(({ refused }) => refused)).toEqual([null, rejectionOf(rows[1]!)]);
  });

  test('R-ALL-15 of two rows that hold one field of a person, as two runs at once may leave them, the one planned last counts', async () => {
    const { tx, connection } = await bench(store());
    const [link] = await tx((inside) => inside.addLinks([newLink('c1', 'm1')]));
    const title = (next: string) => ({ rule: 'title', field: 'TITLE', old: 'Dr.', next, from: next });
    const held = (hold: string, next: string) =>
      tx((inside) => inside.addRows([newRow(link!.id, { changes: [title(next)], state: 'held', hold })]));
    const [early] = await held('early', 'Mr.');
    await held('late', 'Ms.');
    const base = async () => (await tx((inside) => inside.baselines([{ crm: 'c1', platform: 'm1' }])))[0];
    expect(await store().reject(connection, 'early')).toBe(1);
    expect(await base()).toEqual({});
    await tx((inside) => inside.saveRows([moved(early!, 'held')]));
    expect(await store().reject(connection, 'late')).toBe(1);
    expect(await base()).toMatchObject({ title: { crm: 'Ms.', platform: 'Dr.' } });
    expect(await store().holds(connection)).toEqual([]);
  });

  test('R-ALL-6 what nobody answered ends as if rejected, and each person is listed once, with what stays as it is', async () => {
    const { tx, connection } = await bench(store());
    const title = { rule: 'title', field: 'TITLE', old: 'Dr.', next: null, from: null };
    const next = await join(store(), connection, 2);
    const [one, two, dead] = await tx((inside) =>
      inside.addLinks([newLink('c1', 'm1'), newLink('c2', null), newLink('c3', 'm3', { dead: true })]),
    );
    const held = { state: 'held', hold: 'h' } as const;
    const [, create_] = await tx((inside) =>
      inside.addRows([
        newRow(one!.id, { ...held, changes: [title] }),
        create(two!.id, held),
        newRow(dead!.id, held),
        newRow(one!.id, { state: 'held', hold: 'other' }),
      ]),
    );
    await next.tx((inside) =>
      inside.addRows([newRow(one!.id, { ...held, run: 2, changes: [{ ...title, rule: 'city', field: 'CITY' }] })]),
    );
    expect(await store().holds(connection)).toMatchObject([
      { hash: 'h', n: 4, run: 2, since: 1_000 },
      { hash: 'other' },
    ]);
    expect(await store().reject(connection, 'h', 'expired')).toBe(4);
    expect(await store().reject(connection, 'h', 'expired')).toBe(0);
    const listed = await store().inbox(connection, ['waiting']);
    expect(listed.map(({ cause, crm, platform, fields }) => [cause, crm, platform, fields])).toEqual([
      ['expired', 'c1', 'm1', ['TITLE', 'CITY']],
      ['expired', 'c2', null, ['TITLE']],
    ]);
    const [baseline] = await tx((inside) => inside.baselines([{ crm: 'c1', platform: 'm1' }]));
    expect(baseline).toMatchObject({ title: { crm: null, platform: 'Dr.' }, city: { crm: null, platform: 'Dr.' } });
    expect(await tx((inside) => inside.linksById([two!.id]))).toMatchObject([{ refused: rejectionOf(create_!) }]);
    expect(await store().tallies(connection)).toEqual({ inbox: 2, held: 1 });
  });

  test('a connection has settled once a sync came to its end', async () => {
    const { tx, connection } = await bench(store());
    expect(await store().hasSettled(connection)).toBe(false);
    await tx((inside) => inside.saveRun({ endedAt: 2, outcome: 'stopped' }));
    expect(await store().hasSettled(connection)).toBe(false);
    const next = await join(store(), connection, 2);
    await next.tx((inside) => inside.saveRun({ endedAt: 3, outcome: 'held' }));
    expect(await store().hasSettled(connection)).toBe(true);
  });
}
