import { describe, expect, test } from '@jest/globals';
import { statusOf } from '../../src/cli/operations/status.js';
import { ID, NOON, applied, nobody, settled, storedRun, testDesk } from './desk.js';

describe('status', () => {
  test('comes from the store alone; a run that stopped moves no lag', async () => {
    const desk = testDesk();
    await applied(desk);
    expect(await statusOf(desk, ID)).toMatchObject({
      state: 'idle',
      lastRun: null,
      nextRunAt: null,
      lagSeconds: null,
      links: 0,
      inbox: 0,
      budget: { salesforce: null },
    });
    await storedRun(desk, 1, 'sync', async (tx) => void (await tx.addLinks([nobody])), settled);
    await desk.sleep(600_000);
    await storedRun(desk, 2, 'sync', async () => undefined, {
      endedAt: NOON + 660_000,
      outcome: 'stopped',
      reason: 'quota',
    });
    // One that is under way is not the last one yet.
    await storedRun(desk, 3, 'sync', async () => undefined, null);
    await desk.store.saveState(ID, {
      state: 'waiting',
      since: NOON + 660_000,
      reason: 'quota',
      advice: null,
      nextRunAt: NOON + 900_000,
    });
    await desk.store.saveBudget('salesforce:http://127.0.0.1:8701', 500, 1000);
    expect(await statusOf(desk, ID)).toMatchObject({
      id: ID,
      profile: 'main-list',
      state: 'waiting',
      since: '2026-03-01T12:11:00.000Z',
      reason: 'quota',
      nextRunAt: '2026-03-01T12:15:00.000Z',
      lagSeconds: 600,
      links: 1,
      inCrm: 0,
      lastRun: { run: 2, outcome: 'stopped' },
      budget: { salesforce: { used: 500, limit: 1000, share: 0.5 } },
      roles: 'everyone',
    });
  });
});
