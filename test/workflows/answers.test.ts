import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as messages from '../../workflows/messages.js';
import { fakes } from './fakes.js';
import { realServer } from './servers.js';
import { openStage, type Stage } from './stage.js';

const LIMIT = 240_000;
const [HELD, OLDER] = ['1111aaaa1111aaaa', '2222bbbb2222bbbb'];
let stage: Stage;
beforeAll(async () => {
  stage = await openStage(realServer);
}, LIMIT);
afterAll(() => stage.close(), LIMIT);

/** A connection whose runs end with rows held under two hashes. */
const holding = () =>
  fakes({
    settle: () => Promise.resolve({ outcome: 'held', writes: 0, inbox: 0, held: 5, holds: [HELD, OLDER] }),
    reject: () => Promise.resolve({ rejected: 3, inbox: 0, held: 2, holds: [HELD] }),
  });

test(
  'R-ALL-6 an approval is a run of its own kind that carries the hash; a hash under which nothing is held is refused',
  async () => {
    const fake = holding();
    await stage.connected(fake, async ({ handle, request, until }) => {
      const refused = await handle.executeUpdate(messages.approve, { args: [{ hash: HELD }] }).catch((error) => error);
      expect(refused).toBeInstanceOf(WorkflowUpdateFailedError);
      await request();
      await until(({ state, held }) => state === 'idle' && held === 5);
      expect(await handle.executeUpdate(messages.approve, { args: [{ hash: HELD }] })).toEqual({ run: 2 });
      await until(({ state, lastRun }) => state === 'idle' && lastRun === 2);
      expect(fake.given('describe')[1]).toMatchObject({ run: 2, mode: 'records', records: [], waiver: HELD });
      await handle.signal(messages.pause, {});
      const paused = await handle.executeUpdate(messages.approve, { args: [{ hash: HELD }] }).catch((error) => error);
      expect(paused).toBeInstanceOf(WorkflowUpdateFailedError);
    });
  },
  LIMIT,
);

test(
  'R-ALL-15 a rejection asks the store alone, and the hash is gone at once',
  async () => {
    const fake = holding();
    await stage.connected(fake, async ({ id, handle, request, until, status }) => {
      await request();
      await until(({ state, held }) => state === 'idle' && held === 5);
      expect(await handle.executeUpdate(messages.reject, { args: [{ hash: OLDER }] })).toEqual({ rejected: 3 });
      expect(fake.given('reject')).toEqual([{ connection: id, hash: OLDER }]);
      expect(await status()).toMatchObject({ held: 2, holds: [HELD], lastRun: 1 });
      const again = await handle.executeUpdate(messages.reject, { args: [{ hash: OLDER }] }).catch((error) => error);
      expect(again).toBeInstanceOf(WorkflowUpdateFailedError);
    });
  },
  LIMIT,
);
