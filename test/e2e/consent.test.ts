import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CREW, startCrew } from '../support/e2e/crew.js';
import { differences } from '../support/e2e/differences.js';
import { minutes } from '../support/e2e/minutes.js';
import { ours } from '../support/e2e/ours.js';
import { pairs, type PersonOnBoth } from '../support/e2e/pairs.js';
import { quiet } from '../support/e2e/quiet.js';
import type { Up } from '../support/e2e/startUp.js';

const PEOPLE = 12;

let up: Up;
let people: readonly PersonOnBoth[];

beforeAll(async () => {
  ({ up } = await startCrew({ contacts: PEOPLE, members: { mailchimp: 0 }, overlap: 0, oddities: 0, seed: 9 }));
  expect(await up.json(0, 'sync', CREW)).toMatchObject({ outcome: 'inStep', created: { platform: PEOPLE } });
  people = await pairs(up, 3);
}, minutes(7));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

/** Whether the contact is opted out, and what the member is. */
async function standing({ contact, member }: PersonOnBoth): Promise<readonly unknown[]> {
  const [there, here] = await Promise.all([up.org.read('Contact', contact), up.audience.read(member)]);
  return [there['HasOptedOutOfEmail'], here.status];
}

/** What members do by themselves, without the API. */
const does = (what: 'unsubscribe' | 'signUp' | 'confirm', { member }: PersonOnBoth) =>
  up.control.ask('POST', `/mailchimp/${what}`, { members: [member] });

const consent = (person: string, ...more: readonly string[]) =>
  up.json(0, 'consent', CREW, person, '--source', 'form at the fair', ...more);

test(
  'R-ALL-8 consent older than the opt-out is kept and changes nothing; newer, it opts in on both sides, the CRM first',
  async () => {
    const person = people[0]!;
    await up.org.update('Contact', person.contact, { HasOptedOutOfEmail: true });
    await up.json(0, 'sync', CREW);
    expect(await standing(person)).toEqual([true, 'unsubscribed']);
    const from = await up.control.mark();
    expect(await consent(person.email, '--at', '2020-01-01T00:00:00Z')).toMatchObject({ optedOut: true });
    expect([await standing(person), await ours(up, from)]).toEqual([[true, 'unsubscribed'], []]);
    expect(await consent(person.contact)).toMatchObject({
      record: { salesforce: person.contact, platform: person.member },
      optedOut: false,
    });
    expect(await standing(person)).toEqual([false, 'subscribed']);
    expect(
      (await ours(up, from)).map(({ system, fields }) => [system, fields['HasOptedOutOfEmail'] ?? fields['status']]),
    ).toEqual([
      ['salesforce', [true, false]],
      ['mailchimp', ['unsubscribed', 'subscribed']],
    ]);
  },
  minutes(4),
);

test(
  'R-ALL-8 who left by themselves is asked by Mailchimp, and is subscribed once they confirm',
  async () => {
    const person = people[1]!;
    await does('unsubscribe', person);
    await up.json(0, 'sync', CREW);
    expect(await standing(person)).toEqual([true, 'unsubscribed']);
    expect(await consent(person.member)).toMatchObject({ optedOut: false });
    expect(await standing(person)).toEqual([false, 'pending']);
    await does('confirm', person);
    await up.json(0, 'sync', CREW);
    expect(await standing(person)).toEqual([false, 'subscribed']);
  },
  minutes(4),
);

test(
  'R-ALL-8 who left and signs up anew by a form is opted in in the CRM too; an admin who subscribes somebody is not taken for that',
  async () => {
    const person = people[2]!;
    await does('unsubscribe', person);
    await up.json(0, 'sync', CREW);
    await up.control.advance(120);
    await does('signUp', person);
    await up.control.advance(120);
    await does('confirm', person);
    expect(await up.json(0, 'sync', CREW)).toMatchObject({
      outcome: 'inStep',
      updated: { salesforce: 1, platform: 0 },
    });
    expect(await standing(person)).toEqual([false, 'subscribed']);
    await up.control.advance(120);
    await up.org.update('Contact', person.contact, { HasOptedOutOfEmail: true });
    await up.json(0, 'sync', CREW);
    await up.audience.update(person.member, { status: 'subscribed' });
    await up.json(0, 'sync', CREW);
    expect(await standing(person)).toEqual([true, 'unsubscribed']);
    expect(await differences(up)).toEqual([]);
  },
  minutes(5),
);

test('R-ALL-7 quiet syncs after that write nothing', async () => expect(await quiet(up, CREW)).toEqual([]), minutes(5));
