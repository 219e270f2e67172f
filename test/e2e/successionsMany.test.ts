import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectionDocument, SECRETS, writeConnection } from '../support/e2e/connectionFile.js';
import { grouped } from '../support/e2e/grouped.js';
import { minutes } from '../support/e2e/minutes.js';
import { quiet } from '../support/e2e/quiet.js';
import { startUp, type Up } from '../support/e2e/startUp.js';
import { until } from '../support/e2e/until.js';

const CONVERTED = 1_000;
const MERGED = 300;
/** Leads edited before, so that there is a sync to be under way. */
const BUSY = 1_500;
/** Of the converted and of the merged away, each: opted out in the org, and as many on the platform. */
const OPTED_OUT = 40;
/** Conversions and merges come in so many steps while the sync runs. */
const STEPS = 10;
const ID = 'many';

type Row = Readonly<Record<string, unknown>>;

let up: Up;
let leads: readonly string[];

beforeAll(async () => {
  up = await startUp({ ...SECRETS });
  leads = (await up.control.seed({ leads: CONVERTED + 2 * MERGED + BUSY, oddities: 0, seed: 12 })).leads;
  const limits = { atLeast: 100_000 };
  await up.json(
    0,
    'apply',
    await writeConnection(up.home, ID, connectionDocument(ID, up.ready, { object: 'Lead', limits })),
  );
  expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep', created: { platform: leads.length } });
}, minutes(10));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

const rows = (soql: string): Promise<readonly Row[]> => up.org.query(soql);

async function membersByEmail() {
  const members = await up.audience.all();
  const byEmail = grouped(members, ({ email_address: email }) => email);
  return { members, byEmail };
}

/** The people of a list who are to be opted out: the first ones in the org, the next ones on the platform. */
async function optOut(ids: readonly string[], emailOf: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const { byEmail } = await membersByEmail();
  for (const id of ids.slice(0, OPTED_OUT)) await up.org.update('Lead', id, { HasOptedOutOfEmail: true });
  for (const id of ids.slice(OPTED_OUT, 2 * OPTED_OUT)) {
    const [member] = byEmail.get(emailOf.get(id) ?? '') ?? [];
    await up.audience.update(member?.contact_id ?? '', { status: 'unsubscribed' });
  }
  return ids.slice(0, 2 * OPTED_OUT);
}

function part<T>(all: readonly T[], step: number): readonly T[] {
  const size = Math.ceil(all.length / STEPS);
  return all.slice(step * size, (step + 1) * size);
}

test(
  'R-ALL-8 R-ALL-10 R-ALL-11 conversions and merges by the hundred during a running sync: one member each, no opt-out lost',
  async () => {
    const emailOf = new Map(
      (await rows('SELECT Id, Email FROM Lead')).map((lead) => [String(lead['Id']), String(lead['Email'])] as const),
    );
    const converted = leads.slice(0, CONVERTED);
    const winners = leads.slice(CONVERTED, CONVERTED + MERGED);
    const losers = leads.slice(CONVERTED + MERGED, CONVERTED + 2 * MERGED);
    for (const id of leads.slice(CONVERTED + 2 * MERGED)) await up.org.update('Lead', id, { LastName: 'Busy' });

    const from = await up.control.mark();
    const syncing = up.json(0, 'sync', ID);
    await until('the first writes', minutes(2), async () => ((await up.control.mark()) > from ? true : null));
    const optedOut = [...(await optOut(converted, emailOf)), ...(await optOut(losers, emailOf))];
    for (let step = 0; step < STEPS; step += 1) {
      await up.control.ask('POST', '/salesforce/convert', { leads: part(converted, step) });
      const merges = part(winners, step).map((winner) => ({
        object: 'Lead',
        winner,
        losers: [losers[winners.indexOf(winner)]],
      }));
      await up.control.ask('POST', '/salesforce/merge', { merges });
    }
    await syncing;
    const after = await up.json(0, 'sync', ID);
    expect(after).toMatchObject({ outcome: 'inStep', errors: {} });
    expect(await up.json(0, 'errors', ID)).toEqual([]);

    // Everyone living has one member, and nobody else has one.
    const { members, byEmail } = await membersByEmail();
    const contacts = await rows('SELECT Id, Email, HasOptedOutOfEmail FROM Contact');
    const living = await rows('SELECT Id, Email, HasOptedOutOfEmail FROM Lead WHERE IsConverted = false');
    expect([contacts.length, living.length]).toEqual([CONVERTED, MERGED + BUSY]);
    const people = [...contacts, ...living].map((person) => String(person['Email']).toLowerCase());
    expect(members.length).toBe(people.length);
    expect(people.filter((email) => byEmail.get(email)?.length !== 1)).toEqual([]);

    // Whoever was opted out is so under the name of the contact or the winner, on both sides.
    const heirOf = new Map(losers.map((loser, at) => [loser, winners[at] ?? ''] as const));
    const heirs = new Set(optedOut.map((id) => emailOf.get(heirOf.get(id) ?? id) ?? ''));
    expect(heirs.size).toBe(optedOut.length);
    expect([...heirs].filter((email) => byEmail.get(email)?.[0]?.status !== 'unsubscribed')).toEqual([]);
    const flags = new Map([...contacts, ...living].map((one) => [String(one['Email']), one['HasOptedOutOfEmail']]));
    expect([...heirs].filter((email) => flags.get(email) !== true)).toEqual([]);

    // The links are the contacts' and the winners'.
    for (const old of [converted[0], converted.at(-1), losers[0], losers.at(-1)]) {
      const heir = old === undefined ? undefined : heirOf.get(old);
      expect(await up.json(0, 'explain', ID, old ?? '')).toMatchObject({
        link: { state: 'linked', salesforce: heir ?? expect.stringMatching(/^003/) },
      });
    }
  },
  minutes(15),
);

test('R-ALL-7 ten quiet syncs after it write nothing', async () => expect(await quiet(up, ID)).toEqual([]), minutes(5));
