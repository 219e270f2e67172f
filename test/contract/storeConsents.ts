import { expect, test } from '@jest/globals';
import type { Store } from '../../src/ports/store.js';
import { bench, newLink } from './storeSamples.js';

/** What opting in on consent needs of a store. */
export function consentLaws(store: () => Store): void {
  test('R-ALL-8 evidence is kept whole, found by either record, the oldest first, and can be dropped', async () => {
    const { tx, connection } = await bench(store());
    const later = { crm: 'c1', platform: null, at: 9_000, source: 'call "x"', text: 'Yes, \\ mail me' };
    const earlier = { crm: null, platform: 'm1', at: 5_000, source: 'form', text: null };
    const numbers = [await store().addConsent(connection, later), await store().addConsent(connection, earlier)];
    expect(await tx((inside) => inside.consents(['c1', 'c2'], ['m1']))).toEqual([
      { id: numbers[1], ...earlier },
      { id: numbers[0], ...later },
    ]);
    expect(await tx((inside) => inside.consents([], ['m2', 'm1']))).toMatchObject([earlier]);
    expect(await tx((inside) => inside.consents(['m1'], ['c1']))).toEqual([]);
    await store().dropConsent(connection, numbers[0]!);
    expect(await tx((inside) => inside.consents(['c1'], []))).toEqual([]);
  });

  test('R-ALL-8 what a side tells of consent is kept once, whoever of the person has it, and needs no other look', async () => {
    const { tx, connection } = await bench(store());
    await tx((inside) => inside.addLinks([newLink('c1', 'm1', { optedOut: { crm: true, platform: false } })]));
    const told = { crm: 'c1', platform: 'm1', at: 5_000, source: 'form "x"', text: null };
    for (const again of [told, { ...told, crm: null }, { ...told, platform: 'm2' }])
      await tx((inside) => inside.noteConsents([again]));
    await tx((inside) =>
      inside.noteConsents([
        { ...told, at: 6_000 },
        { ...told, crm: null, platform: 'm3' },
      ]),
    );
    expect(await tx((inside) => inside.consents(['c1'], ['m1', 'm3']))).toMatchObject([
      told,
      { ...told, crm: null, platform: 'm3' },
      { ...told, at: 6_000 },
    ]);
    expect(await store().looseEnds(connection, 0, 9)).toEqual([]);
  });

  test('R-ALL-8 whoever is opted out and consented is a loose end until somebody has looked', async () => {
    const { tx, connection } = await bench(store());
    const both = { crm: true, platform: true };
    const none = { crm: false, platform: false };
    const links = await tx((inside) =>
      inside.addLinks([newLink('c1', 'm1', { optedOut: both }), newLink('c2', 'm2', { optedOut: none })]),
    );
    for (const [crm, platform] of [
      ['c1', 'm1'],
      ['c2', 'm2'],
      ['c3', 'm3'],
    ] as const)
      await store().addConsent(connection, { crm, platform, at: 1, source: 'form', text: null });
    expect(await store().looseEnds(connection, 0, 9)).toEqual([links[0]!.id]);
    await tx(async (inside) => inside.closeConsents((await inside.consents(['c1'], [])).map(({ id }) => id)));
    expect(await store().looseEnds(connection, 0, 9)).toEqual([]);
    expect(await tx((inside) => inside.consents(['c1'], []))).toHaveLength(1);
  });

  test('R-ALL-8 of a record’s opt-outs the first seen is kept, or the newest, until it is opted in', async () => {
    const { tx } = await bench(store());
    const note = (at: number, side: 'crm' | 'platform' = 'crm') => ({ side, id: 'x', at });
    await tx((inside) => inside.noteOptOuts([note(5), note(7, 'platform')], 'first'));
    await tx((inside) => inside.noteOptOuts([note(9)], 'first'));
    expect(await tx((inside) => inside.optOutNotes([{ side: 'crm', id: 'x' }]))).toEqual([note(5)]);
    await tx((inside) => inside.noteOptOuts([note(9), note(8)], 'newest'));
    await tx((inside) => inside.noteOptOuts([note(6)], 'newest'));
    const both = [
      { side: 'crm', id: 'x' },
      { side: 'platform', id: 'x' },
      { side: 'crm', id: 'y' },
    ] as const;
    expect(await tx((inside) => inside.optOutNotes(both))).toEqual([note(9), note(7, 'platform')]);
    await tx((inside) => inside.forgetOptOuts([both[0], both[2]]));
    expect(await tx((inside) => inside.optOutNotes(both))).toEqual([note(7, 'platform')]);
  });
}
