import { expect, test } from '@jest/globals';
import type { Mapping } from '../../src/domain/mapping.js';
import type { Store } from '../../src/ports/store.js';
import type { Reading, RunPatch } from '../../src/ports/stored.js';
import { bench, create, join, listed, moved, newRow } from './storeSamples.js';

const MAPPING: Mapping = {
  version: 'v1',
  required: { crm: ['LastName'], platform: [] },
  rules: [
    {
      key: 'Title=TITLE:text',
      crm: 'Title',
      platform: 'TITLE',
      direction: 'twoWay',
      conflict: 'newest',
      blank: 'keeps',
      type: 'text',
      crmLength: 80,
      platformLength: null,
    },
  ],
  parked: ['X'],
};
const READING: Reading = {
  since: 0,
  until: 1_700_000_000_000,
  after: { stamp: 5, id: 'c1' },
  done: false,
  object: 1,
  bound: 7,
  tally: null,
  counting: true,
};

export function runLaws(store: () => Store): void {
  test('a run is opened once', async () => {
    const { connection, tx } = await bench(store());
    await tx((inside) => inside.saveRun({ round: 2 }));
    await store().openRun({
      connection,
      run: 1,
      mode: 'records',
      full: true,
      records: ['c1'],
      version: 2,
      startedAt: 9,
    });
    expect(await tx((inside) => inside.run())).toEqual({
      connection,
      run: 1,
      mode: 'sync',
      full: false,
      records: [],
      waiver: null,
      version: 1,
      startedAt: 1_000,
      mapping: null,
      reading: null,
      round: 2,
      endedAt: null,
      outcome: null,
      reason: null,
      counts: {
        read: { crm: 0, platform: 0 },
        calls: { crm: 0, platform: 0 },
        linked: 0,
        unchanged: 0,
        merged: 0,
        converted: 0,
      },
      historyEvents: 0,
    });
  });

  test('what is saved of a run comes back, the rest stays', async () => {
    const { connection, tx } = await bench(store());
    const patch: RunPatch = {
      mapping: MAPPING,
      reading: { crm: READING, platform: { ...READING, after: null, tally: 4 } },
      round: 1,
    };
    await tx((inside) => inside.saveRun(patch));
    await tx((inside) => inside.saveRun({ historyEvents: 40 }));
    expect(await tx((inside) => inside.run())).toMatchObject({
      connection,
      mode: 'sync',
      startedAt: 1_000,
      ...patch,
      historyEvents: 40,
    });
    await tx((inside) => inside.saveRun({ mapping: null }));
    expect((await tx((inside) => inside.run())).mapping).toBeNull();
  });

  test('counts add up', async () => {
    const { tx } = await bench(store());
    await tx((inside) => inside.count({ read: { crm: 5 }, calls: { platform: 2 }, unchanged: 1 }));
    await tx((inside) => inside.count({ read: { crm: 1, platform: 3 }, linked: 4, merged: 2, converted: 1 }));
    const { counts } = await tx((inside) => inside.run());
    expect(counts).toEqual({
      read: { crm: 6, platform: 3 },
      calls: { crm: 0, platform: 2 },
      linked: 4,
      unchanged: 1,
      merged: 2,
      converted: 1,
    });
  });

  test('a cursor is kept per side and mapping version', async () => {
    const { tx } = await bench(store());
    const zone = { since: 1_699_999_400_000, until: 1_700_000_000_000, tally: 3 };
    await tx(async (inside) => {
      expect(await inside.cursor('crm', 'v1')).toBeNull();
      await inside.saveCursor('crm', 'v1', 5, zone);
      await inside.saveCursor('crm', 'v1', 1_700_000_000_000, zone);
      await inside.saveCursor('crm', 'v2', 6, null);
    });
    await tx(async (inside) => {
      expect(await inside.cursor('crm', 'v1')).toEqual({ at: 1_700_000_000_000, zone });
      expect(await inside.cursor('crm', 'v2')).toEqual({ at: 6, zone: null });
      expect(await inside.cursor('platform', 'v1')).toBeNull();
      expect([await inside.seenUntil('crm'), await inside.seenUntil('platform')]).toEqual([1_700_000_000_000, null]);
    });
  });

  test('R-ALL-8 before anything is settled, whoever left since the first sync opened its window is among the changes since then', async () => {
    const one = await bench(store());
    const seen = () => one.tx(async (inside) => [await inside.seenUntil('crm'), await inside.seenUntil('platform')]);
    const reading = (until: number) => ({
      crm: { ...READING, until },
      platform: { ...READING, until: until + 1 },
    });
    expect(await seen()).toEqual([null, null]);
    await one.tx((inside) => inside.saveRun({ reading: reading(1_700_000_000_000) }));
    const two = await join(one.store, one.connection, 2);
    await two.tx((inside) => inside.saveRun({ reading: reading(1_800_000_000_000) }));
    await (
      await join(one.store, one.connection, 3)
    ).tx((inside) => inside.saveRun({ mode: 'records', reading: reading(5) }));
    expect(await seen()).toEqual([1_700_000_000_000, 1_700_000_000_001]);
    await two.tx((inside) => inside.saveCursor('crm', 'v1', 1_750_000_000_000, null));
    expect(await seen()).toEqual([1_750_000_000_000, 1_700_000_000_001]);
  });

  test('a report counts writes that landed by side and kind, and the inbox as the run left it', async () => {
    const one = await bench(store());
    await one.tx(async (inside) => {
      const rows = await inside.addRows([
        create(1),
        create(2),
        newRow(3),
        newRow(4, { side: 'crm' }),
        newRow(5),
        newRow(6, { run: 2 }),
      ]);
      await inside.saveRows(rows.map((row) => moved(row, row.link === 5 ? 'refused' : 'done')));
      await inside.list([
        listed(),
        listed({ crm: 'c2' }),
        listed({ crm: 'c3', cause: 'missing-email' }),
        listed({ crm: 'c4', cause: 'locked' }),
      ]);
      await inside.list([listed({ crm: 'c5', cause: 'missing-required' })]);
    });
    const expected = {
      created: { crm: 0, platform: 2 },
      updated: { crm: 1, platform: 1 },
      skipped: { 'missing-email': 1, 'missing-required': 1 },
      errors: { refused: 2, locked: 1 },
    };
    expect(await store().report(one.connection, 1)).toMatchObject(expected);
    await one.tx((inside) => inside.saveRun({ endedAt: 9_000, outcome: 'withErrors', reason: 'why' }));
    const two = await join(store(), one.connection, 2);
    await two.tx(async (inside) => {
      // Refused in run 1 and not met since, c2 is still open.
      await inside.clear([{ side: 'crm', id: 'c1' }], ['refused']);
    });
    const report = await store().report(one.connection, 1);
    expect(report).toMatchObject({ ...expected, run: 1, endedAt: 9_000, outcome: 'withErrors', reason: 'why' });
    expect(report!.errors).toEqual({ refused: 2, locked: 1 });
    expect(await store().report(one.connection, 2)).toMatchObject({
      updated: { crm: 0, platform: 1 },
      skipped: {},
      errors: { refused: 1, locked: 1 },
    });
    expect(await store().report(one.connection, 3)).toBeNull();
    expect(await store().lastRun(one.connection)).toBe(2);
    expect(await store().lastRun('nobody')).toBe(0);
  });
}
