import { expect, test } from '@jest/globals';
import { idOf, type Samples } from './peopleSamples.js';

/** What is read of people who are asked for, and of the system itself. */
export function readingLaws({ added, bench, draft, fields, one, person }: Samples): void {
  test('describe names the fields every system has, and its own time', async () => {
    const schema = await bench().people.describe(bench().object);
    expect(schema.fields.map((field) => field.name)).toEqual(expect.arrayContaining(fields()));
    expect(Math.abs(schema.at - bench().people.now())).toBeLessThan(5_000);
  });

  test('L3 only the asked fields are read', async () => {
    const { id } = await added(1);
    const [record] = await bench().people.read([bench().names.last], [id]);
    expect(record?.fields).toEqual({ [bench().names.last]: 'Last 1' });
  });

  test('L5 an id that is nobody’s comes back as gone, without fields', async () => {
    const { id } = await added(1);
    const nobody = id.startsWith('00') ? '003000000000001AAA' : `${id.slice(0, -4)}0000`;
    const [record] = await bench().people.read(fields(), [nobody]);
    expect(record).toMatchObject({ id: nobody, deleted: true, absent: true, fields: {} });
  });

  test('L5 a field that is not there is left out of what is read by id', async () => {
    const { id } = await added(1);
    const [record] = await bench().people.read([...fields(), 'NOSUCH'], [id]);
    expect(Object.keys(record?.fields ?? {}).toSorted()).toEqual([...fields()].toSorted());
  });

  test('findByEmail finds the living by email in any case, and nobody else', async () => {
    const [a, b, gone] = [
      await one(await bench().add(person(1, { email: 'Ann.Lee@Example.org' }))),
      await added(2),
      await added(3),
    ];
    await bench().remove(gone.id);
    const found = await bench().people.findByEmail(fields(), [
      'ann.lee@example.org',
      'person.2@example.org',
      'person.3@example.org',
      'nobody@example.org',
    ]);
    expect(found.map((record) => record.id).toSorted()).toEqual([a.id, b.id].toSorted());
    expect(await bench().people.findByEmail(fields(), [])).toEqual([]);
  });

  test('madeByUs holds what we created since, also when it was deleted meanwhile', async () => {
    const since = bench().people.now() - 2_000;
    const outcomes = await bench().people.create([draft(1), draft(2)]);
    await bench().remove(idOf(outcomes[1]));
    const made = await bench().people.madeByUs(fields(), since);
    expect(made.map((record) => record.id)).toEqual(expect.arrayContaining(outcomes.map(idOf)));
  });

  test('recheck shows what changed since, and says when it looked', async () => {
    const [a, b] = [await added(1), await added(2)];
    const since = bench().people.now() - 2_000;
    await bench().edit(a.id, { [bench().names.first]: 'Edited' });
    const seen = await bench().people.recheck(fields(), [a.id, b.id], since);
    expect(seen.at).toBeGreaterThanOrEqual(since);
    expect(seen.records.find((record) => record.id === a.id)?.fields[bench().names.first]).toBe('Edited');
  });

  test.each([1, 2, 3, 60])(
    'a recheck of %s either shows whoever else changed since, or says that it does not (protocol 6.1: the bound moves on)',
    async (n) => {
      const asked = await Promise.all(Array.from({ length: n }, (_, at) => added(at + 1)));
      const other = await added(n + 1);
      const since = bench().people.now() - 2_000;
      await bench().edit(other.id, { [bench().names.first]: 'Edited' });
      const { records, partial } = await bench().people.recheck(
        fields(),
        asked.map(({ id }) => id),
        since,
      );
      const shown = records.find(({ id }) => id === other.id)?.fields[bench().names.first];
      expect(partial ? 'Edited' : shown).toBe('Edited');
    },
  );

  test('calls are counted', async () => {
    const before = bench().people.calls();
    await bench().people.findByEmail(fields(), ['nobody@example.org']);
    expect(bench().people.calls()).toBeGreaterThan(before);
  });
}
