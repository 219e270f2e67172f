import { expect, test } from '@jest/globals';
import type { Store } from '../../src/ports/store.js';
import { bench, create, join, moved, newRow } from './storeSamples.js';

const CLASH = { name: 'SyncError', kind: 'broken', detail: { code: '23505' } };

export function rowLaws(store: () => Store): void {
  test('rows are planned in the order given and come back whole', async () => {
    const { tx } = await bench(store());
    const drafts = [newRow(2), create(1, { key: 'a@example.org', optedOut: true, source: null })];
    const rows = await tx((inside) => inside.addRows(drafts));
    expect(rows).toMatchObject(drafts);
    expect(rows[0]).toMatchObject({ state: 'planned', attempt: 0, lane: '', sentAt: null, job: null, tries: 0 });
    expect(await tx((inside) => inside.rowsById(rows.map((row) => row.id).toReversed()))).toEqual(rows);
  });

  test('R-ALL-8 a batch is cut by what goes first: opt-outs, then creates, then updates, each in id order', async () => {
    const { tx } = await bench(store());
    const rows = await tx((inside) =>
      inside.addRows([
        newRow(1),
        create(2),
        newRow(3, { side: 'crm' }),
        newRow(4),
        create(5),
        newRow(6, { run: 2 }),
        newRow(7, { op: 'optOut', changes: [] }),
      ]),
    );
    const ids = (picked: readonly number[]) => picked.map((i) => rows[i]!.id);
    await tx((inside) => inside.saveRows([moved(rows[3]!, 'void')]));
    const batch = (limit: number) =>
      tx(async (inside) => (await inside.rowsOfRun(1, 'platform', 'planned', limit)).map((row) => row.id));
    expect(await batch(9)).toEqual(ids([6, 1, 4, 0]));
    expect(await batch(3)).toEqual(ids([6, 1, 4]));
    const voided = await tx((inside) => inside.rowsOfRun(1, 'platform', 'void', 9));
    expect(voided.map((row) => row.id)).toEqual(ids([3]));
    const planned = (op: 'create' | 'update', most: number) =>
      tx((inside) => inside.plannedOf(1, 'platform', op, most));
    expect([await planned('create', 9), await planned('create', 1), await planned('update', 9)]).toEqual([2, 1, 1]);
  });

  test('saving a row changes what a write changes and nothing else', async () => {
    const { tx } = await bench(store());
    const [row] = await tx((inside) => inside.addRows([newRow(1)]));
    await tx((inside) =>
      inside.saveRows([
        moved(row!, 'sent', {
          attempt: 3,
          lane: 'write:platform',
          sentAt: 1_700_000_000_789,
          job: '750',
          tries: 2,
          rev: 8,
        }),
      ]),
    );
    const [saved] = await tx((inside) => inside.rowsById([row!.id]));
    const standing = {
      state: 'sent',
      attempt: 3,
      lane: 'write:platform',
      sentAt: 1_700_000_000_789,
      job: '750',
      tries: 2,
      rev: 8,
    };
    expect(saved).toEqual({ ...row, ...standing });
    const absent = { ...row!, id: row!.id + 1_000_000 };
    expect(await tx((inside) => inside.standings([row!, absent, saved!]))).toEqual(
      new Map([
        [row!.id, { id: row!.id, ...standing }],
        [absent.id, null],
      ]),
    );
    expect(await tx((inside) => inside.standings([saved!]))).toEqual(new Map());
    for (const change of [
      { state: 'done' },
      { attempt: 4 },
      { lane: 'plan' },
      { sentAt: null },
      { job: null },
      { tries: 3 },
      { rev: 9 },
    ] as const)
      expect((await tx((inside) => inside.standings([{ ...saved!, ...change }]))).size).toBe(1);
  });

  test('open rows are sent or unknown, unsent rows planned or held, of any run', async () => {
    const { tx } = await bench(store());
    const rows = await tx((inside) =>
      inside.addRows([newRow(1), newRow(2), newRow(3), newRow(4), newRow(5, { run: 7 })]),
    );
    const states = ['sent', 'unknown', 'held', 'done'] as const;
    await tx((inside) => inside.saveRows(states.map((state, i) => moved(rows[i]!, state))));
    await tx(async (inside) => {
      const links = [1, 2, 3, 4, 5];
      expect((await inside.openRows(links)).map((row) => row.link)).toEqual([1, 2]);
      expect((await inside.unsentRows(links)).map((row) => row.link)).toEqual([3, 5]);
      expect(await inside.openRows([3])).toEqual([]);
    });
  });

  test('a link has at most one open row', async () => {
    const { tx } = await bench(store());
    const [one, two] = await tx((inside) => inside.addRows([newRow(1), newRow(1, { side: 'crm' })]));
    await tx((inside) => inside.saveRows([moved(one!, 'unknown')]));
    await expect(tx((inside) => inside.saveRows([moved(two!, 'sent')]))).rejects.toMatchObject(CLASH);
    await tx((inside) => inside.saveRows([moved(two!, 'sent'), moved(one!, 'done')]));
    expect((await tx((inside) => inside.openRows([1]))).map((row) => row.id)).toEqual([two!.id]);
  });

  test('an email has at most one open create a side, whichever run makes it', async () => {
    const { tx } = await bench(store());
    const draft = (link: number, changes = {}) => create(link, { key: 'a@example.org', ...changes });
    const [one, two, crm, update] = await tx((inside) =>
      inside.addRows([draft(1), draft(2, { run: 2 }), draft(3, { side: 'crm' }), newRow(4, { key: 'a@example.org' })]),
    );
    await tx((inside) => inside.saveRows([moved(one!, 'sent'), moved(crm!, 'sent'), moved(update!, 'sent')]));
    await expect(tx((inside) => inside.saveRows([moved(two!, 'sent')]))).rejects.toMatchObject(CLASH);
    const claims = await tx((inside) => inside.openCreates('platform', ['b@example.org', 'a@example.org']));
    expect(claims.map((row) => row.id)).toEqual([one!.id]);
    await tx((inside) => inside.saveRows([moved(one!, 'done')]));
    expect(await tx((inside) => inside.openCreates('platform', ['a@example.org']))).toEqual([]);
    await tx((inside) => inside.saveRows([moved(two!, 'sent')]));
  });

  test('a record is created from at most once at a time', async () => {
    const { tx } = await bench(store());
    const [one, two] = await tx((inside) => inside.addRows([create(1, { source: 'c1' }), create(2, { source: 'c1' })]));
    await tx((inside) => inside.saveRows([moved(one!, 'sent')]));
    await expect(tx((inside) => inside.saveRows([moved(two!, 'unknown')]))).rejects.toMatchObject(CLASH);
  });

  test('open rows of ended runs and of dead attempts are orphans; those of a live run and of its live lanes are not', async () => {
    const one = await bench(store(), 'write:platform');
    const two = await join(store(), one.connection, 2, 'write:platform');
    const attempt = two.lease.attempt;
    const [ended, live, unknown] = await one.tx((inside) =>
      inside.addRows([newRow(1, { run: 1 }), newRow(2, { run: 2 }), newRow(3, { run: 2 })]),
    );
    const lane = 'write:platform';
    await one.tx((inside) =>
      inside.saveRows([
        moved(ended!, 'sent', { lane, attempt: one.lease.attempt }),
        moved(live!, 'sent', { lane, attempt }),
        moved(unknown!, 'unknown', { lane, attempt }),
      ]),
    );
    const orphans = async (run: number, limit = 9, after = 0) =>
      (await store().orphans(one.connection, run, limit, after)).map((row) => row.id);
    expect(await orphans(2)).toEqual([unknown!.id]);
    await one.tx((inside) => inside.saveRun({ endedAt: 5_000, outcome: 'stopped' }));
    expect(await orphans(2)).toEqual([ended!.id, unknown!.id]);
    await store().lease(one.connection, 2, lane);
    expect(await orphans(2)).toEqual([ended!.id, live!.id, unknown!.id]);
    expect(await orphans(2, 1, ended!.id)).toEqual([live!.id]);
    expect(await orphans(3)).toEqual([ended!.id]);
    expect(await store().openCount(one.connection, 2)).toBe(2);
    expect(await store().openCount(one.connection, 1)).toBe(1);
  });
}
