import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FaultSpec } from '../../sandbox/kit/types.js';
import { SALESFORCE_CLIENT } from '../support/e2e/connectionFile.js';
import { CREW, startCrew } from '../support/e2e/crew.js';
import { differences } from '../support/e2e/differences.js';
import { minutes } from '../support/e2e/minutes.js';
import { ours } from '../support/e2e/ours.js';
import { pairs } from '../support/e2e/pairs.js';
import { quiet } from '../support/e2e/quiet.js';
import type { Up } from '../support/e2e/startUp.js';
import { until } from '../support/e2e/until.js';

/** Our call is with the vendor so long before it lands: what we read is old by then. */
const GAP_MS = 4_000;
const PEOPLE = 40;

interface Person {
  readonly email: string;
  readonly contact: string | null;
  readonly member: string | null;
}

interface Gap {
  readonly name: string;
  /** Gives us something to write. */
  readonly before: (up: Up, at: number) => Promise<Person>;
  /** Our write that is held up. */
  readonly slow: Pick<FaultSpec, 'system' | 'match'>;
  /** What a person does meanwhile. */
  readonly meanwhile: (up: Up, person: Person) => Promise<unknown>;
}

const onBoth = async (up: Up, at: number): Promise<Person> => (await pairs(up, 1, at))[0];
const emailOf = (at: number) => `gap-${at}@acme.example`;
const titled = async (up: Up, at: number): Promise<Person> => {
  const person = await onBoth(up, at);
  await up.org.update('Contact', person.contact ?? '', { Title: 'Crosses' });
  return person;
};
const placed = async (up: Up, at: number): Promise<Person> => {
  const person = await onBoth(up, at);
  await up.audience.update(person.member ?? '', { merge_fields: { DEPT: 'Crosses' } });
  return person;
};
const newContact = async (up: Up, at: number): Promise<Person> => ({
  email: emailOf(at),
  contact: await up.org.create('Contact', { LastName: 'Newcomer', Email: emailOf(at) }),
  member: null,
});
const newMember = async (up: Up, at: number): Promise<Person> => ({
  email: emailOf(at),
  contact: null,
  member: await up.audience.create(emailOf(at), { LNAME: 'Newcomer' }),
});
const unsubscribe = (up: Up, { member }: Person) => up.audience.update(member ?? '', { status: 'unsubscribed' });
const optOut = (up: Up, { contact }: Person) => up.org.update('Contact', contact ?? '', { HasOptedOutOfEmail: true });

const toMember: Gap['slow'] = { system: 'mailchimp', match: { op: 'update', client: 'tandem' } };
const toAudience: Gap['slow'] = { system: 'mailchimp', match: { op: 'create', client: 'tandem' } };
const toContact: Gap['slow'] = { system: 'salesforce', match: { op: 'update', client: SALESFORCE_CLIENT } };
const toOrg: Gap['slow'] = { system: 'salesforce', match: { op: 'create', client: SALESFORCE_CLIENT } };

const GAPS: readonly Gap[] = [
  {
    name: 'a member unsubscribes while our update of that member is under way',
    before: titled,
    slow: toMember,
    meanwhile: unsubscribe,
  },
  {
    name: 'a member unsubscribes while our update of the contact is under way',
    before: placed,
    slow: toContact,
    meanwhile: unsubscribe,
  },
  {
    name: 'a contact is opted out while our update of that contact is under way',
    before: placed,
    slow: toContact,
    meanwhile: optOut,
  },
  {
    name: 'a contact is opted out while our update of the member is under way',
    before: titled,
    slow: toMember,
    meanwhile: optOut,
  },
  {
    name: 'someone signs up and unsubscribes while we create that very member',
    before: newContact,
    slow: toAudience,
    meanwhile: (up, { email }) => up.audience.create(email, { LNAME: 'Newcomer' }, 'unsubscribed'),
  },
  {
    name: 'a contact is opted out while we create the member',
    before: newContact,
    slow: toAudience,
    meanwhile: optOut,
  },
  {
    name: 'a member unsubscribes while we create the contact',
    before: newMember,
    slow: toOrg,
    meanwhile: unsubscribe,
  },
];

let up: Up;

beforeAll(async () => {
  ({ up } = await startCrew({ contacts: PEOPLE, members: { mailchimp: 0 }, overlap: 0, oddities: 0, seed: 3 }));
  expect(await up.json(0, 'sync', CREW)).toMatchObject({ outcome: 'inStep', created: { platform: PEOPLE } });
}, minutes(7));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

test.each(GAPS.map((gap, at) => ({ ...gap, at })))(
  'R-ALL-8 $name: opted out on both sides, for good',
  async ({ before, slow, meanwhile, at }) => {
    const from = await up.control.mark();
    const person = await before(up, at);
    await up.control.fault({ ...slow, kind: 'slow', delayMs: GAP_MS, times: 1 });
    const syncing = up.json(0, 'sync', CREW);
    await until('our write to be under way', minutes(1), async () =>
      (await up.control.fired())[0] === 1 ? true : null,
    );
    // It has not landed: the gap is open.
    expect(await ours(up, from)).toEqual([]);
    await meanwhile(up, person);
    expect(await ours(up, from)).toEqual([]);
    await syncing;
    await up.control.clearFaults();
    await up.json(0, 'sync', CREW);

    const [contact] = await up.org.query(`SELECT Id, HasOptedOutOfEmail FROM Contact WHERE Email = '${person.email}'`);
    const members = (await up.audience.all()).filter(({ email_address: email }) => email === person.email);
    expect([contact?.['HasOptedOutOfEmail'], members.map(({ status }) => status)]).toEqual([true, ['unsubscribed']]);
    // Nobody was ever brought back, not for a moment.
    const written = await up.control.writes(from);
    const opened = written.filter(
      ({ op, fields }) =>
        op === 'update' && (fields['status']?.[1] === 'subscribed' || fields['HasOptedOutOfEmail']?.[1] === false),
    );
    expect(opened).toEqual([]);
    expect(await differences(up)).toEqual([]);
  },
  minutes(4),
);

test(
  'R-ALL-7 ten quiet syncs after them write nothing',
  async () => expect(await quiet(up, CREW)).toEqual([]),
  minutes(5),
);
