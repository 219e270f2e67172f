import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as messages from '../../workflows/messages.js';
import { fakes, gate } from './fakes.js';
import { realServer } from './servers.js';
import { openStage, type Stage } from './stage.js';

const HOUR = 3_600_000;
const LIMIT = 240_000;
let stage: Stage;
beforeAll(async () => {
  stage = await openStage(realServer);
}, LIMIT);
afterAll(() => stage.close(), LIMIT);

const RECORD = '003000000000001AAA';
const OTHER = '003000000000002AAA';

test(
  'a request gets the number of its run, which walks the cycle once; then the connection is idle again',
  async () => {
    const fake = fakes({
      settle: () => Promise.resolve({ outcome: 'withErrors', writes: 3, inbox: 2, held: 0 }),
    });
    await stage.connected(fake, async ({ request, until, id, run }) => {
      expect(await request()).toBe(1);
      const after = await until(({ state, inbox }) => state === 'idle' && inbox === 2);
      expect(after).toMatchObject({ v: 1, connection: id, version: 1, running: null, lastRun: 1, wanted: [], held: 0 });
      expect(after.lastChange).toBeGreaterThanOrEqual(after.since - HOUR);
      expect(fake.given('describe')).toEqual([
        { connection: id, version: 1, run: 1, mode: 'sync', full: false, records: [], asked: true },
      ]);
      const before = ['publish', 'nextRun', 'watch'];
      expect(fake.names().filter((name) => !before.includes(name))).toEqual([
        'describe',
        'collect',
        'collect',
        'gather',
        'resolve',
        'follow',
        'plan',
        'guard',
        'write',
        'write',
        'settle',
      ]);
      expect(await run(1).result()).toMatchObject({ run: 1, outcome: 'withErrors', reason: null, inbox: 2 });
      expect(new Set(fake.given('publish').map(({ state }) => state))).toEqual(new Set(['idle', 'running']));
      // Told before its end: a workflow task that had to be done again (a slow machine) may add a few.
      const { length = 0 } = (await run(1).fetchHistory()).events ?? [];
      const reported = Number(fake.given('settle')[0]?.['historyEvents']);
      expect([reported >= length - 6, reported <= length + 2]).toEqual([true, true]);
    });
  },
  LIMIT,
);

test(
  'wishes of the same kind share a run that has not begun; records go first, and a full sync is another kind',
  async () => {
    const first = gate();
    const fake = fakes({ gather: () => first.passed.then(() => ({ done: true, handled: 0 })) });
    await stage.connected(fake, async ({ handle, request, records, until, status }) => {
      expect(await request()).toBe(1);
      await until(() => fake.count('gather') === 1);
      expect(await request()).toBe(2);
      expect(await request()).toBe(2);
      await handle.signal(messages.syncNow, {});
      expect(await request({ full: true })).toBe(3);
      expect(await records(RECORD)).toBe(4);
      expect(await records(OTHER, RECORD)).toBe(4);
      expect((await status()).wanted.map(({ run, mode, full, records: ids }) => [run, mode, full, ids])).toEqual([
        [4, 'records', false, [RECORD, OTHER]],
        [2, 'sync', false, []],
        [3, 'sync', true, []],
      ]);
      first.open();
      await until(({ state, wanted }) => state === 'idle' && wanted.length === 0);
      expect(fake.given('settle').map(({ run }) => run)).toEqual([1, 4, 2, 3]);
      expect(fake.given('describe').map(({ mode, records: ids }) => [mode, ids])).toEqual([
        ['sync', []],
        ['records', [RECORD, OTHER]],
        ['sync', []],
        ['sync', []],
      ]);
    });
  },
  LIMIT,
);

test(
  'messages that make no sense are refused in words of ours, and leave no trace',
  async () => {
    await stage.connected(fakes(), async ({ handle, status }) => {
      const refused = (text: string) => ({ cause: { message: expect.stringContaining(text) } });
      const update = (name: string, ...args: unknown[]) =>
        handle.executeUpdate<unknown, [unknown, ...unknown[]]>(name, { args: args as [unknown, ...unknown[]] });
      await expect(update('requestRun', { mode: 'records', full: false })).rejects.toMatchObject(
        refused('"sync" or "plan"'),
      );
      await expect(update('requestRun')).rejects.toMatchObject(refused('"sync" or "plan"'));
      await expect(update('syncRecords', { ids: [] })).rejects.toMatchObject(refused('1 to 200'));
      await expect(update('syncRecords', { ids: ["x' or 'y"] })).rejects.toMatchObject(refused('1 to 200'));
      await expect(update('configure', { version: 0, hash: 'h', profile: 'p' })).rejects.toMatchObject(
        refused('"version": number'),
      );
      expect(await status()).toMatchObject({ version: 1, wanted: [], lastRun: 0, state: 'idle' });
    });
  },
  LIMIT,
);

test(
  'a changed file that maps a field nobody has is said to be one, and nothing runs on it until another is applied',
  async () => {
    const unknown = [{ side: 'crm' as const, field: 'Nope__c' }];
    const fake = fakes({ check: ({ version }) => Promise.resolve({ unknown: version === 2 ? unknown : [] }) });
    await stage.connected(fake, async ({ handle, until }) => {
      const file = { version: 2, hash: 'h2', profile: 'main-list' };
      const answer = await handle.executeUpdate(messages.configure, { args: [file] });
      expect(answer).toEqual({ version: 2, state: 'blocked', unknown });
      const mended = { ...file, version: 3, hash: 'h1' };
      expect(await handle.executeUpdate(messages.configure, { args: [mended] })).toMatchObject({ state: 'idle' });
      await until(({ state, version }) => state === 'idle' && version === 3);
      expect(fake.count('describe')).toBe(0);
    });
  },
  LIMIT,
);

test(
  'a changed file brings its own schedule, and the version the next run reads',
  async () => {
    const fake = fakes({
      nextRun: (at) => Promise.resolve({ nextRunAt: at.version === 2 ? 4_102_444_800_000 : null, lastRun: 0 }),
    });
    await stage.connected(fake, async ({ handle, request, until }) => {
      const file = { version: 2, hash: 'h2', profile: 'address-books' };
      expect(await handle.executeUpdate(messages.configure, { args: [file] })).toEqual({
        version: 2,
        state: 'idle',
        unknown: [],
      });
      const taken = await until(({ nextRunAt }) => nextRunAt !== null);
      expect(taken).toMatchObject({ version: 2, hash: 'h2', profile: 'address-books', nextRunAt: 4_102_444_800_000 });
      expect(fake.count('check')).toBe(1);
      await request();
      await until(({ state, lastRun }) => state === 'idle' && lastRun === 1);
      expect(fake.given('describe').map(({ version }) => version)).toEqual([2]);
    });
  },
  LIMIT,
);
