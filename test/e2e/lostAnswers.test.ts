import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SALESFORCE_CLIENT, SECRETS } from '../support/e2e/connectionFile.js';
import { addCrewFields, CREW, writeCrew } from '../support/e2e/crew.js';
import { differences } from '../support/e2e/differences.js';
import { type Counted, expectLikeTheReport } from '../support/e2e/likeTheReport.js';
import { minutes } from '../support/e2e/minutes.js';
import { ours } from '../support/e2e/ours.js';
import { quiet } from '../support/e2e/quiet.js';
import { startUp, type Up } from '../support/e2e/startUp.js';
import { until } from '../support/e2e/until.js';

/** People of each side whom the other does not know: 10,000 in all. */
const EACH = 5_000;
/** So many rows that Salesforce is written by calls, each of which may go unanswered. */
const BY_CALLS = 1_000_000;
/** Of each side, edited while the sync writes. */
const MEANWHILE = 30;
/** Of all creates 5 % are carried out and never answered. The draws of this seed say so of the second call already, so that even ten calls meet one. */
const LOST = { kind: 'lost-answer', rate: 0.05, seed: 1 } as const;

let up: Up;

beforeAll(async () => {
  up = await startUp({ ...SECRETS });
  await addCrewFields(up);
  await up.control.seed({ contacts: EACH, members: { mailchimp: EACH }, overlap: 0, oddities: 0, seed: 8 });
  await up.json(0, 'apply', await writeCrew(up, 'E2E_SF_SECRET', { bulkFrom: BY_CALLS }));
}, minutes(7));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

test(
  'R-ALL-1 R-ALL-7 a first sync of 10,000 with answers lost on both sides: nobody doubled or missing, no edit overwritten, the write log equals the report',
  async () => {
    const [contacts, members] = [await up.org.query('SELECT Id FROM Contact ORDER BY Id'), await up.audience.all()];
    const onOrg = contacts.slice(0, MEANWHILE).map(({ Id }) => String(Id));
    const onAudience = members.slice(0, MEANWHILE).map(({ contact_id: id }) => id);
    const from = await up.control.mark();
    await up.control.fault({ ...LOST, system: 'salesforce', match: { op: 'create', client: SALESFORCE_CLIENT } });
    await up.control.fault({ ...LOST, system: 'mailchimp', match: { op: 'create', client: 'tandem' } });
    const syncing = up.json<Counted>(0, 'sync', CREW);
    await until('the first writes', minutes(3), async () => ((await ours(up, from)).length > 0 ? true : null));
    for (const id of onOrg) await up.org.update('Contact', id, { Title: `Edited ${id}` });
    for (const id of onAudience) await up.audience.update(id, { merge_fields: { DEPT: `Edited ${id}` } });
    const report = await syncing;
    expect(report).toMatchObject({ outcome: 'inStep', errors: {}, created: { salesforce: EACH, platform: EACH } });
    expectLikeTheReport(await ours(up, from), report);
    expect(Math.min(...(await up.control.fired()))).toBeGreaterThan(0);
    await up.control.clearFaults();

    await up.json(0, 'sync', CREW);
    expect(await differences(up)).toEqual([]);
    const titles = new Map((await up.org.query('SELECT Id, Title FROM Contact')).map((one) => [one['Id'], one]));
    expect(onOrg.map((id) => titles.get(id)?.['Title'])).toEqual(onOrg.map((id) => `Edited ${id}`));
    const departments = new Map((await up.audience.all()).map((one) => [one.contact_id, one.merge_fields]));
    expect(onAudience.map((id) => departments.get(id)?.['DEPT'])).toEqual(onAudience.map((id) => `Edited ${id}`));
  },
  minutes(12),
);

test(
  'R-ALL-7 ten quiet syncs after it write nothing',
  async () => expect(await quiet(up, CREW)).toEqual([]),
  minutes(5),
);
