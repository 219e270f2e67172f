import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { FaultSpec } from '../../sandbox/kit/types.js';
import { SECRETS } from '../support/e2e/connectionFile.js';
import { addCrewFields, CREW, writeCrew } from '../support/e2e/crew.js';
import { differences } from '../support/e2e/differences.js';
import { logEnd, logLine, type LogLine } from '../support/e2e/logLine.js';
import { minutes } from '../support/e2e/minutes.js';
import { doubled, ours } from '../support/e2e/ours.js';
import { pairs } from '../support/e2e/pairs.js';
import { startUp, type Up } from '../support/e2e/startUp.js';

/** Rows from which a job is used here: every phase of these runs has more. */
const BULK_FROM = 60;
const NEWCOMERS = 100;
/** Longer than a worker needs to be dead once it was seen to be there. */
const SLOW_MS = 6_000;
const JOB_MS = 4_000;

interface Moment {
  readonly name: string;
  readonly at: (line: LogLine) => boolean;
  /** Holds the moment open. */
  readonly slow?: Pick<FaultSpec, 'match'>['match'];
}

const MOMENTS: readonly Moment[] = [
  {
    name: 'a job reads the rest of the window',
    at: ({ msg, side, rows, done }) => msg === 'collect.page' && side === 'crm' && rows === 0 && done === false,
  },
  {
    name: 'a page of a job’s results is on its way',
    at: ({ msg, side, rows, done }) => msg === 'collect.page' && side === 'crm' && rows === 0 && done === false,
    slow: { method: 'GET', path: '/results' },
  },
  {
    name: 'the upload of a job is on its way',
    at: ({ msg }) => msg === 'job.marked',
    slow: { method: 'PUT', path: '/batches' },
  },
  {
    name: 'the close of a job is on its way',
    at: ({ msg }) => msg === 'job.marked',
    slow: { method: 'PATCH', path: '/jobs/ingest' },
  },
  { name: 'a closed job runs', at: ({ msg }) => msg === 'job.closed' },
  {
    name: 'what a job did is being asked',
    at: ({ msg }) => msg === 'job.closed',
    slow: { method: 'GET', path: '/successfulResults' },
  },
];

let up: Up;

beforeAll(async () => {
  up = await startUp({ ...SECRETS });
  await addCrewFields(up);
  await up.control.org({ bulkBatchMs: JOB_MS });
  await up.control.seed({ contacts: 40, members: { mailchimp: 40 }, overlap: 0.5, oddities: 0, seed: 1 });
  await up.json(0, 'apply', await writeCrew(up, 'E2E_SF_SECRET', { bulkFrom: BULK_FROM }));
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
    `R-ALL-4 killed while ${name}: the job is taken up again, nobody is doubled, none missing, no edit lost`,
    async () => {
      const [onAudience, later] = await pairs(up, 2);
      const edit = `edited in wave ${wave}`;
      await up.audience.update(onAudience.member, { merge_fields: { DEPT: edit } });
      const written = await up.control.mark();
      await up.control.clearCalls();
      const from = await logEnd(up.home);
      if (slow)
        await up.control.fault({
          system: 'salesforce',
          match: { ...slow, client: 'tandem-app' },
          kind: 'slow',
          delayMs: SLOW_MS,
          times: 1,
        });

      const [sync] = await Promise.all([
        up.tandem('--json', 'sync', CREW, '--full'),
        (async () => {
          await logLine(up.home, from, minutes(3), at);
          if (slow) await new Promise((resolve) => setTimeout(resolve, JOB_MS + 2_000));
          process.kill(await up.worker(), 'SIGKILL');
          await up.org.update('Contact', later.contact, { Title: edit });
          await up.control.clearFaults();
        })(),
      ]);
      expect(JSON.parse(sync.stdout)).toMatchObject({ outcome: 'inStep', created: { salesforce: NEWCOMERS } });
      expect(sync.code).toBe(0);
      await up.json(0, 'sync', CREW);
      expect(await differences(up)).toEqual([]);
      const made = await ours(up, written);
      expect(doubled(made)).toEqual([]);
      expect(made.filter(({ system, op }) => system === 'salesforce' && op === 'create')).toHaveLength(NEWCOMERS);
      expect(await up.org.read('Contact', onAudience.contact)).toMatchObject({ Department: edit });
      expect((await up.audience.read(later.member)).merge_fields).toMatchObject({ TITLE: edit });
      const { salesforce = {} } = await up.control.calls();
      const count = (call: RegExp) =>
        Object.entries(salesforce).reduce((sum, [path, n]) => (call.test(path) ? sum + n : sum), 0);
      expect(count(/^POST .*\/jobs\/query/)).toBeGreaterThan(0);
      expect(count(/^PUT .*\/batches/)).toBeGreaterThan(0);
    },
    minutes(6),
  );
