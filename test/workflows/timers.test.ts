import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as messages from '../../workflows/messages.js';
import { failure, fakes, NOTHING_WAITS } from './fakes.js';
import { skippingServer } from './servers.js';
import { openStage, type Stage } from './stage.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LIMIT = 240_000;
let stage: Stage;
beforeEach(async () => {
  stage = await openStage(skippingServer);
}, LIMIT);
afterEach(() => stage.close(), LIMIT);

const nothing = { done: true, handled: 0 };
test(
  'refused credentials stop the run and hold the connection until a mended file is applied; then it runs what was asked for',
  async () => {
    let good = false;
    const unlessGood = <T>(answer: T) =>
      good ? Promise.resolve(answer) : Promise.reject<T>(failure('unauthorized', 'SF_KEY is not set'));
    const fake = fakes({
      check: () => unlessGood({ unknown: [] }),
      describe: () => unlessGood({ parked: [] }),
    });
    await stage.connected(fake, async ({ handle, request, until, pass }) => {
      await request();
      const stands = await until(({ state }) => state === 'needsAuth');
      expect(stands).toMatchObject({ reason: 'SF_KEY is not set', wanted: [{ run: 2, mode: 'sync' }], failures: 1 });
      expect(fake.given('stop')).toMatchObject([{ run: 1, reason: 'unauthorized' }]);
      await until(() => fake.given('publish').some(({ fault }) => fault === 'unauthorized'));
      const file = { version: 2, hash: 'h2', profile: 'main-list' };
      const refused = await handle.executeUpdate(messages.configure, { args: [file] });
      expect(refused).toEqual({ version: 2, state: 'needsAuth', unknown: [] });
      await pass(40 * MINUTE);
      expect(fake.count('check')).toBeGreaterThan(2);
      expect((await until(({ state }) => state === 'needsAuth')).running).toBeNull();
      good = true;
      await handle.executeUpdate(messages.configure, { args: [{ ...file, version: 3 }] });
      await until(({ state, wanted }) => state === 'idle' && wanted.length === 0);
      expect(fake.given('settle')).toMatchObject([{ run: 2, version: 3 }]);
    });
  },
  LIMIT,
);

test(
  'a used-up quota is waited for by a timer, and what was asked for is done after it',
  async () => {
    let tries = 0;
    // In a step that has no sibling: the test server now and then forgets what a failing one cancels.
    const fake = fakes({
      gather: () => ((tries += 1) === 1 ? Promise.reject(failure('quota')) : Promise.resolve(nothing)),
    });
    await stage.connected(fake, async ({ request, until, pass }) => {
      await request({ full: true });
      const waits = await until(({ state }) => state === 'waiting');
      expect((waits.nextRunAt ?? 0) - waits.since).toBeGreaterThan(14 * MINUTE);
      await pass(10 * MINUTE);
      expect((await until(({ state }) => state === 'waiting')).lastRun).toBe(2);
      await pass(6 * MINUTE);
      await until(({ state, wanted }) => state === 'idle' && wanted.length === 0);
      expect(fake.given('describe').map(({ run, full }) => [run, full])).toEqual([
        [1, true],
        [2, true],
      ]);
      expect(fake.given('settle')).toMatchObject([{ run: 2 }]);
    });
  },
  LIMIT,
);

test(
  'while a full run waits for calls, what is asked for is done, a pause holds, and nothing says that it is done; a resume tries it at once',
  async () => {
    let room = false;
    const short = failure('quota', 'few calls are left');
    const fake = fakes({
      describe: ({ full }) => (full && !room ? Promise.reject(short) : Promise.resolve({ parked: [] })),
    });
    await stage.connected(fake, async ({ handle, request, records, until, pass }) => {
      await request({ full: true });
      const waits = await until(({ state }) => state === 'waiting');
      expect(waits).toMatchObject({ reason: 'few calls are left', wanted: [{ run: 2, full: true, asked: true }] });
      await until(() => fake.given('publish').some(({ state, fault }) => state === 'waiting' && fault === 'quota'));

      expect(await request()).toBe(3);
      await until(({ state, lastRun }) => state === 'waiting' && lastRun === 3);
      expect(await records('003000000000001AAA')).toBe(4);
      await until(({ state, lastRun, running }) => state === 'waiting' && lastRun === 4 && running === null);
      expect(fake.given('settle').map(({ run, asked }) => [run, asked])).toEqual([
        [3, true],
        [4, true],
      ]);

      await handle.signal(messages.pause, {});
      await until(({ state }) => state === 'paused');
      await pass(40 * MINUTE);
      expect((await until(({ state }) => state === 'paused')).lastRun).toBe(4);
      await handle.signal(messages.resume);
      // Tried under a newer number than the runs that passed it, and refused again.
      const again = await until(({ state, lastRun }) => state === 'waiting' && lastRun === 6);
      expect(again.wanted).toMatchObject([{ run: 6, full: true, waits: { stops: 1 } }]);
      room = true;
      await pass(61 * MINUTE);
      await until(({ state, wanted }) => state === 'idle' && wanted.length === 0);
      expect(fake.given('settle').at(-1)).toMatchObject({ run: 6 });
      expect(fake.given('stop').map(({ run, reason }) => [run, reason])).toEqual([
        [1, 'quota'],
        [5, 'quota'],
      ]);
    });
  },
  LIMIT,
);

test(
  'a run that someone terminated is noticed, closed in the store, and the connection goes on',
  async () => {
    let open = 1;
    const fake = fakes({ resolve: () => Promise.resolve({ open }) });
    await stage.connected(fake, async ({ request, until, run, pass }) => {
      await request();
      await until(() => fake.count('resolve') > 1);
      await run(1).terminate();
      open = 0;
      await pass(12 * MINUTE);
      await until(({ state, running }) => state === 'idle' && running === null);
      expect(fake.given('stop')).toMatchObject([{ run: 1, reason: 'broken' }]);
      expect(await request()).toBe(2);
      await until(({ state }) => state === 'idle');
      expect(fake.given('settle')).toMatchObject([{ run: 2 }]);
    });
  },
  LIMIT,
);

test(
  'a schedule probes when due and runs only when something changed; numbers go on from the store',
  async () => {
    const { server } = stage;
    const inAnHour = async () => (await server.now()) + HOUR;
    let probes = 0;
    const fake = fakes({
      nextRun: async () => ({ nextRunAt: await inAnHour(), lastRun: 41 }),
      probe: async () => ({ changed: (probes += 1) === 2, nextRunAt: await inAnHour() }),
    });
    await stage.connected(fake, async ({ pass, until }) => {
      const begun = await until(({ nextRunAt }) => nextRunAt !== null);
      expect(begun.lastRun).toBe(41);
      await pass(HOUR + 60_000);
      await until(() => probes === 1);
      const quiet = await until(({ nextRunAt }) => nextRunAt !== begun.nextRunAt);
      expect(quiet).toMatchObject({ state: 'idle', lastRun: 41 });
      await pass(HOUR + 60_000);
      await until(({ lastRun, state }) => lastRun === 42 && state === 'idle');
      expect(probes).toBe(2);
      expect(fake.given('settle').map(({ run }) => run)).toEqual([42]);
    });
  },
  LIMIT,
);

test(
  'R-ALL-6 held rows are looked at by the connection’s own timer, manual, idle or paused, also after a continuation; what has ended by then is gone',
  async () => {
    const { server } = stage;
    const holds = ['1111aaaa1111aaaa'];
    let held = 0;
    const fake = fakes({
      settle: () => Promise.resolve({ outcome: 'held', writes: 0, inbox: 0, held: (held = 3), holds }),
      watch: async () =>
        held === 0
          ? { ...NOTHING_WAITS, inbox: 3 }
          : { ...NOTHING_WAITS, held, holds, lookAt: (await server.now()) + 24 * HOUR },
    });
    await stage.connected(
      fake,
      async ({ handle, request, until, pass }) => {
        // Whatever stood before it began.
        await until(() => fake.count('watch') === 1);
        const { runId } = await handle.describe();
        do {
          const run = await request();
          await until(({ state, lastRun, wanted }) => state === 'idle' && lastRun === run && wanted.length === 0);
        } while ((await handle.describe()).runId === runId);
        expect(fake.count('watch')).toBe(1);
        await pass(25 * HOUR);
        await until(() => fake.count('watch') === 2);
        await handle.signal(messages.pause, { reason: 'audit' });
        await until(({ state }) => state === 'paused');
        await pass(25 * HOUR);
        await until(() => fake.count('watch') === 3);
        held = 0;
        await pass(25 * HOUR);
        expect(await until(({ held: now }) => now === 0)).toMatchObject({ state: 'paused', holds: [], inbox: 3 });
        await pass(100 * HOUR);
        expect(fake.count('watch')).toBe(4);
      },
      90,
    );
  },
  LIMIT,
);

test(
  'the lag is looked at by the connection’s own timer while runs fail and wait, and again as soon as a run has settled',
  async () => {
    const { server } = stage;
    let up = false;
    const lag = { ...NOTHING_WAITS, lagMs: 2 * HOUR };
    const fake = fakes({
      gather: () => (up ? Promise.resolve(nothing) : Promise.reject(failure('quota', 'no calls left', 30 * MINUTE))),
      watch: async ({ at, behindSince }) => ({
        ...lag,
        inStepAt: behindSince,
        late: behindSince !== null && at - behindSince >= 2 * HOUR,
      }),
    });
    await stage.connected(fake, async ({ request, until, pass }) => {
      await until(() => fake.count('watch') === 1);
      const begun = await server.now();
      await request();
      await until(({ state }) => state === 'waiting');
      for (let half = 0; half < 3; half += 1) {
        await pass(31 * MINUTE);
        await until(({ state }) => state === 'waiting');
      }
      expect(fake.count('watch')).toBe(1);
      await pass(31 * MINUTE);
      await until(() => fake.count('watch') === 2);
      const { at, behindSince } = fake.given('watch')[1] as { at: number; behindSince: number };
      expect(behindSince).toBeGreaterThanOrEqual(begun);
      expect(at - behindSince).toBeGreaterThanOrEqual(2 * HOUR);
      expect(at - behindSince).toBeLessThan(2 * HOUR + MINUTE);
      await until(({ state }) => state === 'waiting');
      up = true;
      // Each stop in a row waits for longer.
      await pass(65 * MINUTE);
      await until(({ state, wanted }) => state === 'idle' && wanted.length === 0);
      await until(() => fake.count('watch') === 3);
      expect(fake.given('watch')[2]).toMatchObject({ behindSince: null });
      await pass(10 * HOUR);
      expect(fake.count('watch')).toBe(3);
    });
  },
  LIMIT,
);
