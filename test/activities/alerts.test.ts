import { describe, expect, test } from '@jest/globals';
import { alert, type Watched } from '../../activities/alert.js';
import { publish } from '../../activities/publish.js';
import type { Deps } from '../../activities/deps.js';
import type { Alert } from '../../src/domain/alerts.js';
import { SyncError } from '../../src/domain/faults.js';
import { memoryStore } from '../support/memoryStore.js';

const ID = 'acme';

/** Everything an alert needs, and who was told of what. */
function desk() {
  const told: Alert[] = [];
  const warned: string[] = [];
  let broken = false;
  let at = 1_000;
  const deps = {
    store: memoryStore(),
    log: { info: () => undefined, warn: (event: string) => void warned.push(event) },
    now: () => at,
    tell: async (one: Alert) => {
      if (broken) throw new SyncError('unreachable', 'the webhook answered 500', { system: 'alerts' });
      told.push(one);
    },
  };
  const held = (on: boolean, more: Partial<Watched> = {}) =>
    alert(deps, { connection: ID, kind: 'held', on, n: 7, hash: 'h', ...more });
  return {
    deps,
    told,
    warned,
    held,
    break: (is: boolean) => void (broken = is),
    passes: (ms: number) => void (at += ms),
  };
}

describe('alerts', () => {
  test('R-ALL-6 a person is told when something begins, once until it is over, and by connection and kind', async () => {
    const { told, warned, held } = desk();
    await held(false);
    for (let n = 0; n < 3; n += 1) await held(true);
    expect(told).toEqual([{ connection: ID, kind: 'held', since: 1_000, n: 7, hash: 'h' }]);
    await held(true, { connection: 'other' });
    await held(true, { kind: 'inbox' });
    await held(false);
    await held(true);
    expect(told.map(({ connection, kind }) => [connection, kind])).toEqual([
      [ID, 'held'],
      ['other', 'held'],
      [ID, 'inbox'],
      [ID, 'held'],
    ]);
    expect(warned).toEqual(Array.from({ length: 4 }, () => 'alert'));
  });

  test('R-ALL-6 of what waits for an answer a person is reminded once a day, of nothing else', async () => {
    const { told, held, passes } = desk();
    const look = async () => {
      await held(true);
      await held(true, { kind: 'inbox' });
    };
    await look();
    passes(86_399_999);
    await look();
    passes(1);
    await look();
    await look();
    expect(told.map(({ kind }) => kind)).toEqual(['held', 'inbox', 'held']);
  });

  test('one that could not be told is told at the next look, and troubles nobody', async () => {
    const { told, warned, held, break: breaks } = desk();
    breaks(true);
    await held(true);
    expect(warned).toEqual(['alert', 'alert.untold']);
    breaks(false);
    await held(true);
    expect(told).toHaveLength(1);
  });

  test('a connection that needs credentials tells so, and again only after it ran meanwhile', async () => {
    const { deps, told } = desk();
    const show = (state: Parameters<ReturnType<typeof publish>>[0]['state']) =>
      publish(deps as unknown as Deps)({
        connection: ID,
        state,
        since: 1,
        reason: null,
        fault: 'unauthorized',
        nextRunAt: null,
      });
    for (const state of ['idle', 'needsAuth', 'paused', 'needsAuth', 'running', 'needsAuth', 'blocked'] as const)
      await show(state);
    expect(told.map(({ kind }) => kind)).toEqual(['needsAuth', 'needsAuth', 'blocked']);
  });
});
