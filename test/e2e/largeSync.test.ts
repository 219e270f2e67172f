import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CREW, startCrew } from '../support/e2e/crew.js';
import { differences } from '../support/e2e/differences.js';
import { minutes } from '../support/e2e/minutes.js';
import { doubled, ours } from '../support/e2e/ours.js';
import { stands } from '../support/e2e/stands.js';
import type { Up } from '../support/e2e/startUp.js';
import { until } from '../support/e2e/until.js';

/** More than a page of either side and several batches, so that there is a middle to pause in. */
const CONTACTS = 4_000;
/** A quiet run of any size may call both systems so often, logins not counted. */
const MOST_QUIET_CALLS = 6;

let up: Up;

beforeAll(async () => {
  ({ up } = await startCrew({ contacts: CONTACTS, members: {}, oddities: 0, seed: 5 }));
}, minutes(7));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

test(
  'paused in its middle, a first sync writes nothing more; resumed, it ends as one that nobody paused',
  async () => {
    const from = await up.control.mark();
    // A batch takes some seconds: whoever pauses does it in the middle, on any machine.
    await up.control.fault({ system: 'mailchimp', match: { method: 'POST' }, kind: 'slow', delayMs: 3_000 });
    const syncing = up.tandem('sync', CREW);
    await until('the first batch', minutes(2), async () => ((await up.control.mark()) > from ? true : null));
    expect(await up.json(0, 'pause', CREW)).toMatchObject({ state: 'paused' });
    const paused = await up.control.mark();
    await syncing;
    await stands(up, CREW, 'paused');
    expect(await up.control.mark()).toBe(paused);
    expect(paused).toBeLessThan(from + CONTACTS);

    await up.control.clearFaults();
    await up.json(0, 'resume', CREW);
    await stands(up, CREW, 'idle');
    const written = await ours(up, from);
    expect(written.map(({ system, op }) => `${system} ${op}`)).toEqual(Array(CONTACTS).fill('mailchimp create'));
    expect(doubled(written)).toEqual([]);
    expect(await differences(up)).toEqual([]);
  },
  minutes(8),
);

test(
  'an hour later a quiet run writes nothing and makes a handful of calls, whatever the number of links',
  async () => {
    const from = await up.control.mark();
    await up.control.advance(3_600);
    await up.control.clearCalls();
    expect(await up.json(0, 'sync', CREW)).toMatchObject({ outcome: 'inStep', errors: {} });
    const calls = Object.values(await up.control.calls()).flatMap((paths) => Object.entries(paths));
    const counted = calls.filter(([path]) => !path.includes('/oauth2/'));
    expect(counted.reduce((sum, [, n]) => sum + n, 0)).toBeLessThanOrEqual(MOST_QUIET_CALLS);
    expect(counted.length).toBeGreaterThan(0);
    expect(await up.control.mark()).toBe(from);
  },
  minutes(3),
);
