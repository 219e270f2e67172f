import { describe, expect, test } from '@jest/globals';
import { retryEntries } from '../../src/cli/operations/retry.js';
import { listed } from '../contract/storeSamples.js';
import { ID, applied, settled, storedRun, testDesk, type TestDesk } from './desk.js';

describe('retry', () => {
  async function withEntry(desk: TestDesk): Promise<number> {
    await applied(desk);
    await storedRun(
      desk,
      1,
      'sync',
      (tx) => tx.list([listed({ crm: null, platform: 'c1', key: null, fields: ['TITLE'], vendorText: 'no' })]),
      { ...settled, outcome: 'withErrors' },
    );
    return (await desk.store.inbox(ID, ['error']))[0]?.entry ?? 0;
  }

  test('R-ALL-15 marks the entries and runs once', async () => {
    const desk = testDesk();
    const entry = await withEntry(desk);
    expect(await retryEntries(desk, ID, [entry])).toMatchObject({ retried: 1, end: { kind: 'ended' } });
    expect(desk.engine.sent).toEqual([['requestRun', { mode: 'sync', full: false, evenPaused: false }]]);
  });

  test('an entry the inbox does not hold is invalid; while paused they wait for the next run', async () => {
    const desk = testDesk();
    const entry = await withEntry(desk);
    await expect(retryEntries(desk, ID, [entry + 1])).rejects.toMatchObject({ code: 2 });
    desk.engine.answer({ state: 'paused', paused: true });
    expect(await retryEntries(desk, ID, 'all')).toEqual({ retried: 1, end: null });
    expect(desk.engine.sent).toEqual([]);
  });
});
