import { expect, test } from '@jest/globals';
import { idOf, type Samples } from './peopleSamples.js';

/** What a create or an update does, and what it tells of each person. */
export function writingLaws({ added, bench, change, draft, fields, one, person }: Samples): void {
  test('L2 one outcome per draft in its order, and one bad record does not hide the others', async () => {
    const bad = draft(2, { fields: person(2, { email: 'no address' }) });
    const outcomes = await bench().people.create([draft(1), bad, draft(3)]);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['done', 'refused', 'done']);
    const found = await bench().people.read(fields(), [idOf(outcomes[0]), idOf(outcomes[2])]);
    expect(found.map((record) => record.email)).toEqual(['person.1@example.org', 'person.3@example.org']);
  });

  test('L2 one outcome per change in its order; what is deleted is stale or refused, the others are done', async () => {
    const [a, b, c] = [await added(1), await added(2), await added(3)];
    await bench().remove(b.id);
    const outcomes = await bench().people.update(
      [a, b, c].map((record, ref) => change(record, { [bench().names.last]: 'New' }, ref)),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual([
      'done',
      expect.stringMatching(/^(stale|refused)$/),
      'done',
    ]);
    expect((await one(b.id)).deleted).toBe(true);
  });

  test('L2 nothing asked, nothing sent', async () => {
    const before = bench().people.calls();
    expect(await bench().people.create([])).toEqual([]);
    expect(await bench().people.update([])).toEqual([]);
    expect(bench().people.calls()).toBe(before);
  });

  test('L3 an update changes the given fields and nothing else', async () => {
    const record = await added(1);
    const before = await bench().stored(record.id);
    await bench().people.update([change(record, { [bench().names.first]: 'Anna' })]);
    const after = await bench().stored(record.id);
    const differing = Object.keys(after).filter((key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]));
    expect(differing.toSorted()).toEqual([bench().names.first]);
    expect((await one(record.id)).optedOut).toBe(record.optedOut);
  });

  test('L4 a create leaves a record with the same email as it is', async () => {
    const there = await added(1);
    const [outcome] = await bench().people.create([draft(1, { fields: person(1, { first: 'Other' }) })]);
    expect((await one(there.id)).fields).toEqual(there.fields);
    if (bench().people.createOnly) expect(outcome?.kind).toBe('exists');
    else expect(outcome).toMatchObject({ kind: 'done', created: true });
  });

  test.each([
    ['accents', 'Zoë Ångström'],
    ['Japanese', '山田太郎'],
    ['beyond the basic plane', 'Ada 🦉'],
    ['quotes and backslashes', `O'Neill "Bob" \\ <b>&amp;`],
  ])('L6 what was written reads back alike: %s', async (_, text) => {
    const [made] = await bench().people.create([draft(1, { fields: person(1, { last: text }) })]);
    const created = await one(idOf(made));
    expect(created.fields[bench().names.last]).toBe(text);
    await bench().people.update([change(created, { [bench().names.first]: text })]);
    expect((await one(created.id)).fields[bench().names.first]).toBe(text);
  });

  test('L6 a cleared field reads back as null', async () => {
    const record = await added(1);
    await bench().people.update([change(record, { [bench().names.first]: null })]);
    expect((await one(record.id)).fields[bench().names.first]).toBeNull();
  });
}
