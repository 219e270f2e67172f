import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CREW, startCrew } from '../support/e2e/crew.js';
import { differences } from '../support/e2e/differences.js';
import { minutes } from '../support/e2e/minutes.js';
import { doubled, ours } from '../support/e2e/ours.js';
import type { Up } from '../support/e2e/startUp.js';
import { until } from '../support/e2e/until.js';

/** People of each side whom the other does not know: a dozen batches to Salesforce and half as many to Mailchimp. */
const EACH = 2_500;
/** Share of the writing calls that are carried out and never answered. */
const LOST = 0.25;
const EDITED = 40;
const QUIET = 10;

let up: Up;
let contacts: readonly string[];

beforeAll(async () => {
  const crew = await startCrew({ contacts: EACH, members: { mailchimp: EACH }, overlap: 0, oddities: 0, seed: 8 });
  up = crew.up;
  contacts = crew.seeded.contacts;
}, minutes(7));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

test(
  'R-ALL-1 R-ALL-7 with answers lost on both sides nobody is doubled or missing, no edit of a user is overwritten, and the write log equals the report',
  async () => {
    const from = await up.control.mark();
    for (const system of ['salesforce', 'mailchimp'] as const)
      await up.control.fault({
        system,
        match: { op: 'create' },
        kind: 'lost-answer',
        rate: LOST,
        seed: 3,
      });
    const syncing = up.json<Record<string, never>>(0, 'sync', CREW);
    await until('the first writes', minutes(2), async () => ((await up.control.mark()) > from ? true : null));
    const edited = contacts.slice(0, EDITED);
    for (const id of edited) await up.org.update('Contact', id, { Title: `Edited ${id}` });
    const report = await syncing;
    const [salesforce, mailchimp] = await up.control.fired();
    expect(Math.min(salesforce ?? 0, mailchimp ?? 0)).toBeGreaterThan(0);
    await up.control.clearFaults();

    const written = await ours(up, from);
    const count = (system: string, op: string) =>
      written.filter((one) => one.system === system && one.op === op).length;
    expect(doubled(written)).toEqual([]);
    expect(report).toMatchObject({
      outcome: 'inStep',
      errors: {},
      created: { salesforce: count('salesforce', 'create'), platform: count('mailchimp', 'create') },
      updated: { salesforce: count('salesforce', 'update'), platform: count('mailchimp', 'update') },
    });
    expect([count('salesforce', 'create'), count('mailchimp', 'create')]).toEqual([EACH, EACH]);

    await up.json(0, 'sync', CREW);
    expect(await differences(up)).toEqual([]);
    const titles = await up.org.query('SELECT Id, Title FROM Contact');
    const titleOf = new Map(titles.map((contact) => [contact['Id'], contact['Title']]));
    expect(edited.map((id) => titleOf.get(id))).toEqual(edited.map((id) => `Edited ${id}`));
  },
  minutes(10),
);

test(
  'R-ALL-7 ten quiet syncs after it write nothing',
  async () => {
    const from = await up.control.mark();
    for (let n = 0; n < QUIET; n += 1) expect(await up.json(0, 'sync', CREW)).toMatchObject({ outcome: 'inStep' });
    expect(await up.control.mark()).toBe(from);
  },
  minutes(5),
);
