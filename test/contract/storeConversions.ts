import { expect, test } from '@jest/globals';
import type { ConversionWish } from '../../src/domain/conversion.js';
import type { Store } from '../../src/ports/store.js';
import { bench, join } from './storeSamples.js';

const wish = (lead: string, more: Partial<ConversionWish> = {}): ConversionWish => ({
  lead,
  contact: null,
  account: null,
  opportunity: null,
  ...more,
});

/** What converting leads needs of a store. */
export function conversionLaws(store: () => Store): void {
  test('R-ALL-10 an order is kept whole, once a lead; refused it is asked for anew, and what may have landed stays as it is', async () => {
    const { tx, connection } = await bench(store());
    const whole = wish('00Q1', { contact: '0031', account: '0011', opportunity: 'Big "deal"' });
    const order = { ...whole, state: 'asked', run: 0, attempt: 0, sentAt: null, became: null, code: null };
    expect(await store().askConversion(connection, wish('00Q1'))).toMatchObject({ state: 'asked', contact: null });
    expect(await store().askConversion(connection, whole)).toEqual(order);
    expect(await store().conversion(connection, '00Q1')).toEqual(order);
    expect(await store().conversion(connection, '00Q2')).toBeNull();
    expect(await store().askedConversions(connection)).toEqual([order]);
    for (const [state, stays] of [
      ['sent', true],
      ['unknown', true],
      ['done', true],
      ['refused', false],
    ] as const) {
      const [found] = await tx((inside) => inside.conversions(['00Q1', '00Q2']));
      await tx((inside) =>
        inside.saveConversions([{ ...found!, state, run: 1, attempt: 2, sentAt: 5, became: '0039', code: 'X' }]),
      );
      expect(await store().askedConversions(connection)).toEqual([]);
      const after = await store().askConversion(connection, wish('00Q1'));
      expect(after.state).toBe(stays ? state : 'asked');
      expect(after.code).toBe(stays ? 'X' : null);
    }
  });

  test('R-ALL-10 open are those asked for or unknown, and those sent by this run or by one that has ended', async () => {
    const { tx, connection } = await bench(store());
    const other = await join(store(), connection, 2);
    for (const lead of ['00Q3', '00Q1', '00Q2', '00Q4', '00Q5']) await store().askConversion(connection, wish(lead));
    await tx(async (inside) => {
      const orders = await inside.openConversions(9);
      expect(orders.map(({ lead }) => lead)).toEqual(['00Q1', '00Q2', '00Q3', '00Q4', '00Q5']);
      const states = ['sent', 'sent', 'unknown', 'done', 'refused'] as const;
      await inside.saveConversions(orders.map((one, at) => ({ ...one, state: states[at]!, run: at === 0 ? 1 : 2 })));
    });
    expect((await tx((inside) => inside.openConversions(9))).map(({ lead }) => lead)).toEqual(['00Q1', '00Q3']);
    expect((await tx((inside) => inside.openConversions(1))).map(({ lead }) => lead)).toEqual(['00Q1']);
    expect(await store().openConversions(connection)).toBe(3);
    await other.tx((inside) => inside.saveRun({ endedAt: 2, outcome: 'stopped' }));
    expect((await tx((inside) => inside.openConversions(9))).map(({ lead }) => lead)).toEqual(['00Q1', '00Q2', '00Q3']);
  });

  test('R-ALL-10 only what was never sent can be taken back', async () => {
    const { tx, connection } = await bench(store());
    await store().askConversion(connection, wish('00Q1'));
    await store().askConversion(connection, wish('00Q2'));
    await tx(async (inside) => {
      const [first] = await inside.conversions(['00Q1']);
      await inside.saveConversions([{ ...first!, state: 'sent', run: 1, attempt: 1, sentAt: 5 }]);
    });
    for (const lead of ['00Q1', '00Q2', '00Q3']) await store().withdrawConversion(connection, lead);
    expect(await store().conversion(connection, '00Q1')).toMatchObject({ state: 'sent', sentAt: 5 });
    expect(await store().conversion(connection, '00Q2')).toBeNull();
  });
}
