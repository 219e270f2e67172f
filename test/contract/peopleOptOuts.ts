import { expect, test } from '@jest/globals';
import type { Snapshot } from '../../src/domain/record.js';
import type { Samples } from './peopleSamples.js';

/** Who may be mailed: opt-outs, opt-ins, and people created opted out. */
export function optOutLaws({ added, bench, draft, one }: Samples): void {
  test('L8, R-ALL-8 an opt-out changes nothing but the opt-out; twice is once, and nobody deleted can be mailed for it', async () => {
    const [a, b] = [await added(1), await added(2)];
    const leaving = ({ id, object, email }: Snapshot) => ({ ref: 1, id, object, email });
    const before = await bench().stored(a.id);
    await bench().remove(b.id);
    const outcomes = await bench().people.optOut([leaving(b), leaving(a)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual([expect.stringMatching(/^(stale|refused|done)$/), 'done']);
    const gone = await one(b.id);
    expect(gone.deleted || gone.optedOut).toBe(true);
    const left = await one(a.id);
    expect(left).toMatchObject({ optedOut: true, fields: a.fields });
    const changed = Object.entries(await bench().stored(a.id)).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]),
    );
    expect(changed.map(([field]) => field).toSorted()).toEqual([...bench().optOutWords].toSorted());
    expect((await bench().people.optOut([leaving(left)]))[0]?.kind).toBe('done');
    expect((await one(a.id)).optedOut).toBe(true);
  });

  test('L8, R-ALL-8 an opt-in on consent changes nothing but the opt-out; twice is once, and nobody who is gone comes back', async () => {
    const [a, b] = [await added(1), await added(2)];
    const asked = ({ id, object, email }: Snapshot) => ({ ref: 1, id, object, email });
    await bench().people.optOut([asked(a), asked(b)]);
    const before = await bench().stored(a.id);
    await bench().remove(b.id);
    const outcomes = await bench().people.optIn([asked(b), asked(a)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual([expect.stringMatching(/^(stale|refused)$/), 'done']);
    expect((await one(b.id)).deleted).toBe(true);
    const back = await one(a.id);
    expect(back).toMatchObject({ optedOut: false, fields: a.fields });
    const changed = Object.entries(await bench().stored(a.id)).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]),
    );
    expect(bench().optInWords ?? bench().optOutWords).toEqual(expect.arrayContaining(changed.map(([field]) => field)));
    expect((await bench().people.optIn([asked(back)]))[0]?.kind).toBe('done');
    expect((await one(a.id)).optedOut).toBe(false);
  });

  test('someone opted out is created so, or not at all', async () => {
    const [outcome] = await bench().people.create([draft(1, { optedOut: true })]);
    if (outcome?.kind === 'done') expect((await one(outcome.id)).optedOut).toBe(true);
    else expect(outcome?.kind).toBe('refused');
  });
}
