import { describe, expect, test } from '@jest/globals';
import { convertLead } from '../../src/cli/operations/convert.js';
import { convertedText } from '../../src/cli/print/convertedText.js';
import type { Conversion } from '../../src/domain/conversion.js';
import { SyncError } from '../../src/domain/faults.js';
import { applied, ID, NOON, storedRun, testDesk } from './desk.js';

const LEAD = '00QA00000000001';
const LEAD_18 = '00QA00000000001MAA';
const WISH = { lead: LEAD, contact: null, account: null, opportunity: null };
const ended = { endedAt: NOON, outcome: 'inStep' } as const;

/** A desk whose run leaves the order like that. */
async function left(change: Partial<Conversion>) {
  const desk = testDesk();
  await applied(desk);
  desk.meanwhile = async (turn) => {
    if (turn === 1)
      await storedRun(
        desk,
        1,
        'sync',
        async (tx) => {
          const orders = await tx.openConversions(9);
          await tx.saveConversions(orders.map((order) => ({ ...order, ...change })));
        },
        ended,
      );
  };
  return desk;
}

describe('convert', () => {
  test('R-ALL-10 keeps the order in the store, sends its lead’s id alone, and waits for the run', async () => {
    const desk = await left({ state: 'done', became: '003A00000000001IAA' });
    const wish = { ...WISH, contact: '003A00000000001', account: '001A00000000001', opportunity: 'Big' };
    const { order, end } = await convertLead(desk, ID, wish);
    expect(desk.engine.sent).toEqual([['syncRecords', { ids: [LEAD_18], evenPaused: false }]]);
    expect(order).toMatchObject({
      lead: LEAD_18,
      contact: '003A00000000001IAA',
      account: '001A00000000001IAA',
      opportunity: 'Big',
      state: 'done',
    });
    expect(end.kind).toBe('ended');
    expect(convertedText(order)).toBe(`${LEAD_18} is converted, into 003A00000000001IAA`);
  });

  test.each([
    ['refused', { state: 'refused', code: 'INVALID_STATUS' }, /not converted.*INVALID_STATUS/],
    ['unknown', { state: 'unknown' }, /has not answered/],
    ['locked', { state: 'asked', code: 'UNABLE_TO_LOCK_ROW' }, /not converted yet.*next run/],
  ] as const)('says that it is %s', async (_, change, said) => {
    const { order } = await convertLead(await left(change), ID, WISH);
    expect(convertedText(order)).toMatch(said);
  });

  test.each([
    [{ lead: '003A00000000001' }, /lead: .*no Salesforce id of a lead/],
    [{ lead: 'x' }, /lead/],
    [{ contact: '00QA00000000001' }, /--contact/],
    [{ account: '003A00000000001' }, /--account/],
  ])('exit 2 for %j, and nothing is asked', async (change, said) => {
    const desk = await left({});
    await expect(convertLead(desk, ID, { ...WISH, ...change })).rejects.toMatchObject({
      code: 2,
      message: expect.stringMatching(said),
    });
    expect(await desk.store.openConversions(ID)).toBe(0);
  });

  test('refused while it is paused: the order is taken back', async () => {
    const desk = await left({});
    desk.engine.syncRecords = () => Promise.reject(new SyncError('refused', 'it is paused', { system: 'temporal' }));
    await expect(convertLead(desk, ID, WISH)).rejects.toMatchObject({ kind: 'refused' });
    expect(await desk.store.conversion(ID, LEAD_18)).toBeNull();
  });
});
