import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectionDocument, SECRETS, writeConnection } from '../support/e2e/connectionFile.js';
import { minutes } from '../support/e2e/minutes.js';
import { ours } from '../support/e2e/ours.js';
import { pairs, type PersonOnBoth } from '../support/e2e/pairs.js';
import { QUIET, quiet } from '../support/e2e/quiet.js';
import { startUp, type Up } from '../support/e2e/startUp.js';

const ID = 'identity';
const PEOPLE = 9;

let up: Up;
let people: readonly PersonOnBoth[];

beforeAll(async () => {
  up = await startUp({ ...SECRETS });
  await up.control.seed({ contacts: PEOPLE, members: { mailchimp: 0 }, overlap: 0, oddities: 0, seed: 5 });
  await up.json(0, 'apply', await writeConnection(up.home, ID, connectionDocument(ID, up.ready)));
  expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep', created: { platform: PEOPLE } });
  people = await pairs(up, PEOPLE);
}, minutes(10));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

const emails = async ({ contact, member }: PersonOnBoth) => [
  (await up.org.read('Contact', contact))['Email'],
  (await up.audience.read(member)).email_address,
];
const move = ({ contact }: PersonOnBoth, Email: string, more: object = {}) =>
  up.org.update('Contact', contact, { Email, ...more });

test(
  'R-ALL-1 R-ALL-4 an email changed on either side, in its case or altogether, is the same person’s on the other, and nobody is made anew',
  async () => {
    const [a, b, c] = [people[0]!, people[1]!, people[2]!];
    await move(a, `NEW.${a.email.toUpperCase()}`);
    await up.audience.update(b.member, { email_address: `neu.${b.email}` });
    await move(c, c.email.toUpperCase());
    expect(await up.json(0, 'sync', ID)).toMatchObject({ created: { salesforce: 0, platform: 0 } });
    expect((await emails(a))[1]).toBe(`NEW.${a.email.toUpperCase()}`);
    expect((await emails(b))[0]).toBe(`neu.${b.email}`);
    expect(String((await emails(c))[1]).toLowerCase()).toBe(c.email);
    expect(await up.audience.all()).toHaveLength(PEOPLE);
  },
  minutes(3),
);

test.each([
  ['after', 3, 4],
  ['before', 6, 5],
])(
  'R-ALL-15 an email handed on from one person to another crosses in one sync, whoever comes first: the one who gets it %s the one who leaves it',
  async (_which, giver, taker) => {
    const [gives, takes] = [people[giver]!, people[taker]!];
    await move(gives, `gone.${gives.email}`);
    await move(takes, gives.email);
    await up.json(0, 'sync', ID);
    expect([await emails(gives), await emails(takes)]).toEqual([
      [`gone.${gives.email}`, `gone.${gives.email}`],
      [gives.email, gives.email],
    ]);
  },
  minutes(3),
);

test(
  'R-ALL-15 two people who exchange their emails are listed, for the audience has no such step: all else of theirs crosses, ten syncs change nothing more; an address left by hand heals both',
  async () => {
    const [a, b] = [people[7]!, people[8]!];
    await move(a, b.email, { Phone: '+49 30 7' });
    await move(b, a.email, { Phone: '+49 30 8' });
    expect(await up.json(4, 'sync', ID)).toMatchObject({ errors: { refused: 2 }, updated: { platform: 2 } });
    const phones = await Promise.all([a, b].map(async ({ member }) => (await up.audience.read(member)).merge_fields));
    expect(phones.map((fields) => fields['PHONE'])).toEqual(['+49 30 7', '+49 30 8']);
    expect(await quiet(up, ID, QUIET, 4)).toEqual([]);
    expect([(await emails(a))[1], (await emails(b))[1]]).toEqual([a.email, b.email]);

    await up.audience.update(b.member, { email_address: `for.a.while.${b.email}` });
    await up.json(0, 'sync', ID);
    expect([await emails(a), await emails(b)]).toEqual([
      [b.email, b.email],
      [a.email, a.email],
    ]);
    expect(await quiet(up, ID)).toEqual([]);
  },
  minutes(6),
);

test(
  'R-ALL-1 one email on several records, in whatever case: nobody is written for it, and ten syncs say the same',
  async () => {
    for (const Email of ['one@acme.example', 'One@Acme.Example', ' ONE@acme.example'])
      await up.org.create('Contact', { LastName: 'Many', Email: Email.trim() });
    const from = await up.control.mark();
    expect(await up.json(4, 'sync', ID)).toMatchObject({ errors: { 'ambiguous-match': 3 } });
    expect(await ours(up, from)).toEqual([]);
    expect(await quiet(up, ID, QUIET, 4)).toEqual([]);
    expect(await up.json(4, 'sync', ID)).toMatchObject({ errors: { 'ambiguous-match': 3 } });
  },
  minutes(4),
);
