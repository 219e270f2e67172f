import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { FaultSpec } from '../../sandbox/kit/types.js';
import { CREW, startCrew } from '../support/e2e/crew.js';
import { differences } from '../support/e2e/differences.js';
import { logEnd, logLine, type LogLine } from '../support/e2e/logLine.js';
import { minutes } from '../support/e2e/minutes.js';
import { doubled, ours } from '../support/e2e/ours.js';
import { pairs } from '../support/e2e/pairs.js';
import type { Up } from '../support/e2e/startUp.js';

/** Longer than every call a worker makes here takes to land once it is dead. */
const SLOW_MS = 6_000;
/** Salesforce's time until a call can no longer land (ten minutes), and more: what a dead worker never sent is then proven so. */
const BEYOND_DOUBT_S = 900;
/** New people of each side for every run that is killed. */
const NEWCOMERS = 120;

interface Moment {
  readonly name: string;
  /** The line of the log that tells it. */
  readonly at: (line: LogLine) => boolean;
  /** Holds the moment open. */
  readonly slow?: FaultSpec;
}

const MOMENTS: readonly Moment[] = [
  {
    name: 'collecting: one side is read, the other is being read',
    at: ({ msg, side }) => msg === 'collect.page' && side === 'platform',
    slow: {
      system: 'salesforce',
      match: { path: '/query', client: 'tandem-app' },
      kind: 'slow',
      delayMs: SLOW_MS,
      times: 1,
    },
  },
  { name: 'planning: a slice is planned, nothing is written', at: ({ msg }) => msg === 'plan.slice' },
  {
    name: 'writing: a batch of creates is with Salesforce, unanswered',
    at: ({ msg, side }) => msg === 'write.batch' && side === 'platform',
    slow: {
      system: 'salesforce',
      match: { op: 'create', client: 'tandem-app' },
      kind: 'slow',
      delayMs: SLOW_MS,
      times: 1,
    },
  },
  { name: 'before settling: all is written', at: ({ msg }) => msg === 'run.reopened' },
  { name: 'settling: just settled, nobody told yet', at: ({ msg }) => msg === 'settle.done' },
];

let up: Up;

beforeAll(async () => {
  ({ up } = await startCrew({ contacts: 60, members: { mailchimp: 60 }, overlap: 0.5, oddities: 0, seed: 1 }));
  await up.json(0, 'sync', CREW);
}, minutes(12));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

let wave = 1;
beforeEach(async () => {
  wave += 1;
  await up.control.seed({
    contacts: NEWCOMERS,
    members: { mailchimp: NEWCOMERS },
    overlap: 0,
    oddities: 0,
    seed: wave,
  });
});

for (const { name, at, slow } of MOMENTS)
  test(
    `killed while ${name}: the run ends in step, nobody is doubled, no edit made meanwhile is lost`,
    async () => {
      const [onOrg, onAudience, laterOnOrg, laterOnAudience] = await pairs(up, 4);
      const edit = `edited in wave ${wave}`;
      await up.org.update('Contact', onOrg.contact, { Title: edit });
      await up.audience.update(onAudience.member, { merge_fields: { DEPT: edit } });
      const written = await up.control.mark();
      const from = await logEnd(up.home);
      if (slow) await up.control.fault(slow);

      const [sync] = await Promise.all([
        // In the full reading of a sync even people seeded with old stamps are met.
        up.tandem('--json', 'sync', CREW, '--full'),
        (async () => {
          await logLine(up.home, from, minutes(3), at);
          process.kill(await up.worker(), 'SIGKILL');
          await up.org.update('Contact', laterOnOrg.contact, { Title: edit });
          await up.audience.update(laterOnAudience.member, { merge_fields: { DEPT: edit } });
          await up.control.clearFaults();
          if (slow) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
          await up.control.advance(BEYOND_DOUBT_S);
        })(),
      ]);
      expect(JSON.parse(sync.stdout)).toMatchObject({ outcome: 'inStep' });
      expect(sync.code).toBe(0);
      // Edits after the run's last reading belong to the next one.
      await up.json(0, 'sync', CREW);
      expect(await differences(up)).toEqual([]);
      expect(doubled(await ours(up, written))).toEqual([]);
      for (const { contact } of [onOrg, laterOnOrg])
        expect(await up.org.read('Contact', contact)).toMatchObject({ Title: edit });
      for (const { member } of [onAudience, laterOnAudience])
        expect((await up.audience.read(member)).merge_fields).toMatchObject({ DEPT: edit });
    },
    minutes(6),
  );
