import { expect, test } from '@jest/globals';
import { EVER, type Samples } from './peopleSamples.js';

/** What is read page by page, as a walk over a window meets it. */
export function windowLaws({ added, bench, fields, one, until, walk }: Samples): void {
  test('L1 a window over many records of one stamp yields each, never backwards', async () => {
    await bench().addMany(25);
    const records = await walk({ since: 0, until: until(), limit: 7 });
    expect(new Set(records.map((record) => record.id)).size).toBe(25);
    const stamps = records.map((record) => record.stamp);
    if (!bench().byJobs) expect(stamps).toEqual([...stamps].toSorted((a, b) => a - b));
  });

  test('L1 both bounds are inclusive, and nothing outside them is yielded', async () => {
    const { stamp, id } = await added(1);
    const idsOf = async (since: number, to: number) =>
      (await walk({ since, until: to, limit: 100 })).map((record) => record.id);
    expect(await idsOf(stamp, stamp)).toEqual([id]);
    expect(await idsOf(0, stamp - 1)).toEqual([]);
    expect(await idsOf(stamp + 1, stamp + 60_000)).toEqual([]);
  });

  test('L1 a position goes on strictly after itself, also among equal stamps', async () => {
    await bench().addMany(6);
    const first = await bench().people.page(bench().object, fields(), { ...EVER, until: until(), limit: 4 });
    const rest = await bench().people.page(bench().object, fields(), {
      since: 0,
      until: until(),
      after: first.next,
      limit: 100,
    });
    const ids = [...first.records, ...rest.records].map((record) => record.id);
    expect(new Set(ids).size).toBe(6);
  });

  test('L1 an edited record is met again under a later or equal stamp, with its new values', async () => {
    const before = await added(1);
    await bench().edit(before.id, { [bench().names.first]: 'Changed' });
    const [after] = await walk({ since: before.stamp, until: until(), limit: 100 });
    expect(after).toMatchObject({ id: before.id, fields: { [bench().names.first]: 'Changed' } });
    expect(after?.stamp).toBeGreaterThanOrEqual(before.stamp);
  });

  test('L1, L5 a deleted record is met in its window, and read by id, as deleted', async () => {
    const { id } = await added(1);
    await bench().remove(id);
    const met = await walk({ since: 0, until: until(), limit: 100 });
    expect(met.map((record) => [record.id, record.deleted])).toEqual([[id, true]]);
    expect((await one(id)).deleted).toBe(true);
  });

  test('L10, R-ALL-9 the total is what a walk over all time yields, deleted ones included', async () => {
    expect(await bench().people.total(bench().object)).toBe(0);
    await bench().addMany(9);
    const [a] = [await added(1)];
    await bench().remove(a.id);
    const records = await walk({ since: 0, until: until(), limit: 4 });
    expect(await bench().people.total(bench().object)).toBe(new Set(records.map(({ id }) => id)).size);
  });
}
