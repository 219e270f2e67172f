import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectionDocument, salesforceSection, SECRETS, writeConnection } from '../support/e2e/connectionFile.js';
import { minutes } from '../support/e2e/minutes.js';
import { ours } from '../support/e2e/ours.js';
import { pairs, type PersonOnBoth } from '../support/e2e/pairs.js';
import { quiet } from '../support/e2e/quiet.js';
import { stands } from '../support/e2e/stands.js';
import { startUp, type Up } from '../support/e2e/startUp.js';
import { until } from '../support/e2e/until.js';

const ID = 'sparing';
const OTHER = 'neighbour';
const PEOPLE = 12;
const MANY = 600;
const DAY_S = 24 * 3_600;
const SHARE = 0.5;

interface Shown {
  readonly budget: { readonly salesforce: { readonly used: number; readonly limit: number; readonly share: number } };
}

let up: Up;
let people: readonly PersonOnBoth[];

const file = (id: string, more: object = {}) =>
  writeConnection(
    up.home,
    id,
    connectionDocument(id, up.ready, {
      salesforce: { ...salesforceSection(up.ready.sandbox.salesforce), apiShare: '50%' },
      ...more,
    }),
  );

/** The org's calls are used to this part of the connection's share: by others, so many that ours hardly count. */
async function usedTo(part: number): Promise<void> {
  let used = await usedCalls();
  while (used < MANY) used = await usedCalls();
  await up.control.org({ dailyApiRequests: Math.floor(used / (SHARE * part)) });
}

/** As the org tells it: a call of somebody else's. */
async function usedCalls(): Promise<number> {
  const answer = await fetch(`${up.ready.sandbox.salesforce}/services/data/v62.0/limits`, {
    headers: { authorization: 'Bearer counter@acme.example' },
  });
  const told = /api-usage=(\d+)\//.exec(answer.headers.get('sforce-limit-info') ?? '');
  return Number(told?.[1]);
}

const nextDay = () => up.control.advance(DAY_S + 60);
const plenty = () => up.control.org({ dailyApiRequests: 1_000_000 });

beforeAll(async () => {
  up = await startUp({ ...SECRETS });
  await up.control.seed({ contacts: PEOPLE, members: { mailchimp: 0 }, overlap: 0, oddities: 0, seed: 9 });
  await up.json(0, 'apply', await file(ID));
  expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep', created: { platform: PEOPLE } });
  people = await pairs(up, PEOPLE);
  // A session of theirs is refused once.
  await usedCalls();
  await usedCalls();
}, minutes(10));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

const phone = async ({ contact }: PersonOnBoth) => (await up.org.read('Contact', contact))['Phone'];
const leaves = ({ member }: PersonOnBoth) => up.audience.update(member, { status: 'unsubscribed' });
const optedOut = async ({ contact }: PersonOnBoth) => (await up.org.read('Contact', contact))['HasOptedOutOfEmail'];

test(
  'R-ALL-8 beyond the share a sync ends as stopped and the connection waits, saying so; opt-outs of both sides have crossed, nothing else was written in the org; the day after it is done',
  async () => {
    const [a, b, c] = [people[0]!, people[1]!, people[2]!];
    await up.audience.update(a.member, { merge_fields: { PHONE: '+49 30 11' } });
    await leaves(b);
    await up.org.update('Contact', c.contact, { HasOptedOutOfEmail: true });
    await usedTo(1.05);
    const from = await up.control.mark();

    expect(await up.json(5, 'sync', ID)).toMatchObject({ outcome: 'stopped', reason: 'quota' });

    const status = await stands(up, ID, 'waiting');
    expect(String(status['reason'])).toMatch(/daily calls are used.*apiShare/);
    expect(String(status['advice'])).toMatch(/goes on by itself/);
    expect(Date.parse(String(status['nextRunAt']))).toBeGreaterThan(Date.now() + minutes(10));
    const { used, limit, share } = (status as unknown as Shown).budget.salesforce;
    expect([used >= limit * SHARE, used < limit * 0.95, share]).toEqual([true, true, SHARE]);
    expect([await optedOut(b), (await up.audience.read(c.member)).status]).toEqual([true, 'unsubscribed']);
    const written = await ours(up, from);
    expect(written.filter(({ system }) => system === 'salesforce').map(({ id, op }) => [id, op])).toEqual([
      [b.contact, 'update'],
    ]);
    expect(await phone(a)).not.toBe('+49 30 11');

    await nextDay();
    expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep' });
    expect([await phone(a), (await up.json(0, 'status', ID))['state']]).toEqual(['+49 30 11', 'idle']);
  },
  minutes(4),
);

test(
  'R-ALL-8 with half of the share used a full sync waits, with opt-outs carried; what is asked for meanwhile is done, a pause holds, and a larger share in the file lets it begin',
  async () => {
    const [d, e, f] = [people[3]!, people[4]!, people[5]!];
    await usedTo(0.6);
    await leaves(d);
    expect(await up.json(5, 'sync', ID, '--full')).toMatchObject({ outcome: 'stopped', reason: 'quota' });
    await stands(up, ID, 'waiting');
    expect(await optedOut(d)).toBe(true);

    await up.audience.update(e.member, { merge_fields: { PHONE: '+49 30 12' } });
    expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep' });
    await up.org.update('Contact', f.contact, { Phone: '+49 30 13' });
    expect(await up.json(0, 'sync', ID, '--record', f.contact)).toMatchObject({ outcome: 'inStep' });
    expect([await phone(e), (await up.audience.read(f.member)).merge_fields['PHONE']]).toEqual([
      '+49 30 12',
      '+49 30 13',
    ]);
    await stands(up, ID, 'waiting');

    await up.json(0, 'pause', ID);
    await stands(up, ID, 'paused');
    const before = (await up.json<{ lastRun: { run: number } }>(0, 'status', ID)).lastRun.run;
    const larger = { ...salesforceSection(up.ready.sandbox.salesforce), apiShare: '100%' };
    await up.json(0, 'apply', await file(ID, { salesforce: larger }));
    expect((await up.json<{ lastRun: { run: number } }>(0, 'status', ID)).lastRun.run).toBe(before);
    await up.json(0, 'resume', ID);
    const { lastRun } = await until('the full sync', minutes(1), async () => {
      const status = await up.json<{ state: string; lastRun: { run: number } }>(0, 'status', ID);
      return status.state === 'idle' && status.lastRun.run > before ? status : null;
    });
    expect(lastRun).toMatchObject({ outcome: 'inStep', read: { salesforce: PEOPLE } });
    await up.json(0, 'apply', await file(ID));
  },
  minutes(4),
);

test(
  'two connections of one org share its calls: what one has used the other waits for, at a call or two each try; a first sync makes room for changes',
  async () => {
    await nextDay();
    await plenty();
    await up.control.ask('POST', '/seed', { leads: 5, members: { mailchimp: 0 }, seed: 4 });
    await up.json(0, 'apply', await file(OTHER, { object: 'Lead' }));
    await up.audience.update(people[6]!.member, { merge_fields: { PHONE: '+49 30 14' } });
    await up.json(0, 'sync', ID);
    await usedTo(0.6);
    await up.audience.update(people[6]!.member, { merge_fields: { PHONE: '+49 30 15' } });

    await up.control.clearCalls();
    const from = await up.control.mark();
    expect(await up.json(5, 'sync', OTHER)).toMatchObject({ outcome: 'stopped', reason: 'quota' });
    expect(await ours(up, from)).toEqual([]);
    const asked = Object.values((await up.control.calls())['salesforce'] ?? {}).reduce((sum, n) => sum + n, 0);
    expect(asked).toBeLessThanOrEqual(6);
    expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep' });
    expect(await phone(people[6]!)).toBe('+49 30 15');

    const [one, other] = await Promise.all([ID, OTHER].map((id) => up.json<Shown>(0, 'status', id)));
    expect(other?.budget.salesforce).toEqual(one?.budget.salesforce);
    await nextDay();
    expect(await up.json(0, 'sync', OTHER)).toMatchObject({ outcome: 'inStep', created: { platform: 5 } });
  },
  minutes(4),
);

test(
  'where the org itself refuses, the connection waits as well and loses nothing',
  async () => {
    const [g] = [people[7]!];
    await up.audience.update(g.member, { merge_fields: { PHONE: '+49 30 16' } });
    await up.control.org({ dailyApiRequests: await usedCalls() });
    expect(await up.json(5, 'sync', ID)).toMatchObject({ outcome: 'stopped', reason: 'quota' });
    await stands(up, ID, 'waiting');
    await nextDay();
    await plenty();
    expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep' });
    expect(await phone(g)).toBe('+49 30 16');
  },
  minutes(3),
);

test('R-ALL-7 ten quiet syncs after it write nothing', async () => expect(await quiet(up, ID)).toEqual([]), minutes(3));
