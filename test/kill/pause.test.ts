import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SECRETS } from '../support/e2e/connectionFile.js';
import { addCrewFields, CREW, writeCrew } from '../support/e2e/crew.js';
import { differences } from '../support/e2e/differences.js';
import { minutes } from '../support/e2e/minutes.js';
import { changeText, ours } from '../support/e2e/ours.js';
import { startUp, type Up } from '../support/e2e/startUp.js';
import { until } from '../support/e2e/until.js';

/** People of the sync that is paused; half of them are known to the platform alone. */
const RECORDS = Number(process.env['TANDEM_PAUSE_RECORDS'] ?? 3_000);
/** Each write call takes so long here, so that there is a middle to pause in; ms. */
const SLOW_MS = 3_000;
/** What a call that was under way may still bring after `pause` has returned. */
const LAST_ANSWER_MS = 5_000;
/** How long nothing may come then. */
const QUIET_MS = 10_000;

let up: Up;

beforeAll(async () => {
  up = await startUp({ ...SECRETS });
  await addCrewFields(up);
  const half = Math.round(RECORDS / 2);
  await up.control.seed({ contacts: half, members: { mailchimp: half }, overlap: 0, oddities: 0, seed: 1 });
  await up.json(0, 'apply', await writeCrew(up));
}, minutes(12));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

test(
  'paused in the middle of writing, nothing is written any more; resumed, all that was planned is, once',
  async () => {
    const plan = await up.json<{ readonly changes: readonly Parameters<typeof changeText>[0][] }>(0, 'plan', CREW);
    expect(plan.changes.length).toBe(2 * Math.round(RECORDS / 2));
    for (const system of ['salesforce', 'mailchimp'] as const)
      for (const op of ['create', 'update'])
        await up.control.fault({ system, match: { op }, kind: 'slow', delayMs: SLOW_MS });

    await up.json(0, 'sync', CREW, '--no-wait');
    await until('the first write', minutes(3), async () => ((await up.control.mark()) > 0 ? true : null));
    expect(await up.json(0, 'pause', CREW)).toMatchObject({ state: expect.stringMatching(/^paus(ed|ing)$/) });
    const returned = Date.now();
    await new Promise((resolve) => setTimeout(resolve, LAST_ANSWER_MS + QUIET_MS));
    const before = await ours(up);
    expect(before.length).toBeLessThan(plan.changes.length);
    // The sandbox's clock was not moved: its stamps are ours.
    expect(before.filter(({ at }) => Date.parse(at) > returned + LAST_ANSWER_MS)).toEqual([]);

    await up.control.clearFaults();
    await up.json(0, 'resume', CREW);
    expect(await up.json(0, 'sync', CREW)).toMatchObject({ outcome: 'inStep' });
    expect((await ours(up)).map(changeText).toSorted()).toEqual(plan.changes.map(changeText).toSorted());
    expect(await differences(up)).toEqual([]);
  },
  minutes(10),
);

test(
  'a quiet run an hour later writes nothing and asks the systems at most six times, logins aside',
  async () => {
    await up.control.advance(3_600);
    const from = await up.control.mark();
    await up.control.clearCalls();
    expect(await up.json(0, 'sync', CREW)).toMatchObject({ outcome: 'inStep' });
    const calls = Object.values(await up.control.calls()).flatMap((of) => Object.entries(of));
    const counted = calls.filter(([call]) => !call.includes('/oauth2/'));
    expect(counted.length).toBeGreaterThan(0);
    expect(counted.reduce((sum, [, n]) => sum + n, 0)).toBeLessThanOrEqual(6);
    expect(await up.control.mark()).toBe(from);
  },
  minutes(4),
);
