import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as messages from '../../workflows/messages.js';
import { type Fakes, fakes, gate, untilStopped } from './fakes.js';
import { realServer } from './servers.js';
import { openStage, type Stage } from './stage.js';

const LIMIT = 240_000;
let stage: Stage;
beforeAll(async () => {
  stage = await openStage(realServer);
}, LIMIT);
afterAll(() => stage.close(), LIMIT);

const nothing = { done: true, handled: 0 };
/** What was asked of the two systems and of the store, the noting of the connection's state apart. */
const work = (fake: Fakes) => fake.names().filter((name) => name !== 'publish').length;

test(
  'a pause ends the batch in flight and is done when that has ended; none starts until it is resumed',
  async () => {
    let writes = 0;
    const ending = gate();
    const fake = fakes({
      async write({ side }) {
        if (side === 'platform' || (writes += 1) > 1) return nothing;
        const stopped = await untilStopped();
        await ending.passed;
        return stopped;
      },
    });
    await stage.connected(fake, async ({ handle, request, until, status }) => {
      await request();
      await until(() => writes === 1);
      await handle.signal(messages.pause, { reason: 'audit' });
      expect(await until(({ state }) => state !== 'running')).toMatchObject({ state: 'pausing', reason: 'audit' });
      ending.open();
      const paused = await until(({ state }) => state === 'paused');
      expect(paused).toMatchObject({ reason: 'audit', paused: true, running: { run: 1, mode: 'sync' } });
      const before = work(fake);
      for (let look = 0; look < 20; look += 1) expect([work(fake), (await status()).state]).toEqual([before, 'paused']);
      await handle.signal(messages.resume);
      await until(({ state }) => state === 'idle');
      expect(writes).toBeGreaterThan(1);
      expect([fake.given('settle').map(({ run }) => run), fake.count('stop')]).toEqual([[1], 0]);
    });
  },
  LIMIT,
);

test(
  'paused again at once, it is paused only when the run has answered the second pause',
  async () => {
    let [slow, writes, flying] = [true, 0, 0];
    const fake = fakes({
      async write({ side }) {
        if (side === 'platform' || !slow) return nothing;
        [writes, flying] = [writes + 1, flying + 1];
        return untilStopped().finally(() => {
          flying -= 1;
        });
      },
    });
    await stage.connected(fake, async ({ handle, request, until }) => {
      await request();
      await until(() => writes === 1);
      await handle.signal(messages.pause, {});
      await until(({ state }) => state === 'paused');
      for (let time = 0; time < 3; time += 1) {
        await handle.signal(messages.resume);
        await handle.signal(messages.pause, {});
        await until(({ state }) => state === 'paused');
        expect(flying).toBe(0);
      }
      slow = false;
      await handle.signal(messages.resume);
      await until(({ state }) => state === 'idle');
      expect(fake.given('settle')).toMatchObject([{ run: 1 }]);
    });
  },
  LIMIT,
);

test(
  'paused while idle a request is refused with the reason, unless even so; what was wished for waits',
  async () => {
    const fake = fakes();
    await stage.connected(fake, async ({ handle, request, until }) => {
      await handle.signal(messages.pause, { reason: 'audit' });
      await until(({ state }) => state === 'paused');
      await expect(request()).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('audit') });
      expect(await request({ evenPaused: true })).toBe(1);
      await until(({ state, running, wanted }) => state === 'paused' && running === null && wanted.length === 0);
      expect(fake.given('settle').map(({ run }) => run)).toEqual([1]);
      await handle.signal(messages.syncNow, { full: true });
      expect((await until(({ wanted }) => wanted.length === 1)).running).toBeNull();
      await handle.signal(messages.resume);
      await until(({ state, wanted }) => state === 'idle' && wanted.length === 0);
      expect(fake.given('settle').map(({ run }) => run)).toEqual([1, 2]);
    });
  },
  LIMIT,
);

test(
  'removal ends a run in the middle of a batch, a held one too, and then the connection',
  async () => {
    for (const held of [false, true]) {
      const fake = fakes({ write: ({ side }) => (side === 'crm' ? untilStopped() : Promise.resolve(nothing)) });
      await stage.connected(fake, async ({ handle, request, until, run }) => {
        await request();
        await until(() => fake.count('write') === 2);
        if (held) {
          await handle.signal(messages.pause, {});
          await until(({ state }) => state === 'paused');
        }
        await expect(handle.executeUpdate(messages.remove)).resolves.toEqual({ removed: true });
        expect(await run(1).result()).toMatchObject({ outcome: 'stopped', reason: 'removed' });
        await handle.result();
        expect(fake.given('stop')).toMatchObject([{ run: 1, reason: 'removed' }]);
        expect(fake.count('settle')).toBe(0);
      });
    }
  },
  LIMIT,
);

test(
  'connection and run continue as new without losing the pause, the queue or the run',
  async () => {
    let pages = 0;
    const fake = fakes({
      async collect({ side }) {
        if (side === 'platform') return nothing;
        pages += 1;
        return pages === 12 ? untilStopped() : { done: pages > 24, handled: 10 };
      },
    });
    await stage.connected(
      fake,
      async ({ handle, request, until, run }) => {
        await request();
        await until(() => pages === 12);
        await handle.signal(messages.pause, { reason: 'audit' });
        await until(({ state }) => state === 'paused');
        const first = (await handle.describe()).runId;
        for (let signals = 0; (await handle.describe()).runId === first; signals += 1) {
          expect(signals).toBeLessThan(60);
          await handle.signal(messages.syncNow, { full: true });
          await until(({ wanted }) => wanted.length === 1);
        }
        expect(await until(({ state }) => state === 'paused')).toMatchObject({
          reason: 'audit',
          running: { run: 1, mode: 'sync' },
          wanted: [{ run: 2, full: true }],
        });
        const before = work(fake);
        await handle.signal(messages.resume);
        await until(({ state, wanted }) => state === 'idle' && wanted.length === 0);
        expect(work(fake)).toBeGreaterThan(before);
        expect(fake.given('settle').map(({ run: number }) => number)).toEqual([1, 2]);
        // It walked the cycle from its beginning each time, and counted the events of all its continuations.
        expect(fake.given('describe').filter(({ run: number }) => number === 1).length).toBeGreaterThan(1);
        const { length = 0 } = (await run(1).fetchHistory()).events ?? [];
        expect(Number(fake.given('settle')[0]?.['historyEvents'])).toBeGreaterThan(length);
      },
      100,
    );
  },
  LIMIT,
);
