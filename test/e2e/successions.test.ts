import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectionDocument, SECRETS, writeConnection } from '../support/e2e/connectionFile.js';
import { minutes } from '../support/e2e/minutes.js';
import { ours } from '../support/e2e/ours.js';
import { quiet } from '../support/e2e/quiet.js';
import { startUp, type Up } from '../support/e2e/startUp.js';

let up: Up;

beforeAll(async () => {
  up = await startUp({ ...SECRETS });
}, minutes(7));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

const person = (name: string) => ({ FirstName: 'Kim', LastName: name, Email: `${name.toLowerCase()}@acme.example` });
const lead = (name: string) => up.org.create('Lead', { ...person(name), Company: 'Acme' });
const emails = async () => (await up.audience.all()).map(({ email_address: email }) => email).toSorted();
const linked = async (id: string, record: string) =>
  (await up.json<{ link: { salesforce: string; platform: string; state: string } }>(0, 'explain', id, record)).link;

async function apply(id: string, object: 'Lead' | 'Contact'): Promise<void> {
  await up.json(0, 'apply', await writeConnection(up.home, id, connectionDocument(id, up.ready, { object })));
}

test(
  'R-ALL-10 converted leads stay linked through their contacts: one member each, later edits cross, quiet afterwards',
  async () => {
    await apply('leads', 'Lead');
    const [fresh, into, twice] = [await lead('Fresh'), await lead('Into'), await lead('Twice')];
    expect(await up.json(0, 'sync', 'leads')).toMatchObject({ created: { platform: 3 } });
    const member = (await linked('leads', fresh)).platform;

    await up.audience.update(member, { merge_fields: { FNAME: 'Edited' } });
    const contact = await up.org.create('Contact', person('Other'));
    await up.control.ask('POST', '/salesforce/convert', { leads: [fresh] });
    await up.control.ask('POST', '/salesforce/convert', { leads: [into], contact });
    expect(await up.json(0, 'sync', 'leads')).toMatchObject({ outcome: 'inStep', converted: 2, merged: 0, errors: {} });
    const moved = await linked('leads', fresh);
    expect(moved).toMatchObject({ platform: member, state: 'linked', salesforce: expect.stringMatching(/^003/) });
    expect(await up.org.read('Contact', moved.salesforce)).toMatchObject({ FirstName: 'Edited' });
    expect(await linked('leads', into)).toMatchObject({ salesforce: contact, state: 'linked' });
    expect(await emails()).toEqual(['fresh@acme.example', 'other@acme.example', 'twice@acme.example']);

    // A contact with a member of its own: the two become one, and the contact's stays.
    await up.org.update('Contact', contact, { LastName: 'Later' });
    await up.control.ask('POST', '/salesforce/convert', { leads: [twice], contact });
    expect(await up.json(0, 'sync', 'leads')).toMatchObject({ outcome: 'inStep', converted: 1, merged: 1, errors: {} });
    expect(await linked('leads', twice)).toMatchObject(await linked('leads', into));
    expect(await emails()).toEqual(['fresh@acme.example', 'other@acme.example']);
    expect((await up.audience.read((await linked('leads', into)).platform)).merge_fields).toMatchObject({
      LNAME: 'Later',
    });
    expect(await quiet(up, 'leads', 10)).toEqual([]);
    await up.json(0, 'remove', 'leads');
  },
  minutes(10),
);

test(
  'R-ALL-10 `convert` converts a lead once, its answer lost or not, and its member goes on with the contact',
  async () => {
    await apply('converts', 'Lead');
    const [plain, lost] = [await lead('Plain'), await lead('Lost')];
    await up.json(0, 'sync', 'converts');
    const members = [(await linked('converts', plain)).platform, (await linked('converts', lost)).platform];
    const from = await up.control.mark();
    const answer = await up.json<{ contact: string }>(0, 'convert', 'converts', plain, '--opportunity', 'Big deal');
    expect(answer).toMatchObject({ lead: plain, state: 'done', report: { outcome: 'inStep', converted: 1 } });
    expect(await linked('converts', plain)).toMatchObject({ salesforce: answer.contact, platform: members[0] });
    expect(await up.json(0, 'convert', 'converts', plain)).toMatchObject({ state: 'done', contact: answer.contact });

    await up.control.fault({ system: 'salesforce', match: { path: '/services/Soap' }, kind: 'lost-answer', times: 1 });
    const read = await up.json<{ contact: string }>(0, 'convert', 'converts', lost);
    expect(read).toMatchObject({ state: 'done', report: { converted: 1 } });
    expect(await linked('converts', lost)).toMatchObject({ salesforce: read.contact, platform: members[1] });
    const written = await ours(up, from);
    expect(written.filter(({ op }) => op === 'convert').map(({ id }) => id)).toEqual([plain, lost]);
    expect((await up.org.query('SELECT Name FROM Opportunity')).map((made) => made['Name'])).toEqual(['Big deal']);
    await up.json(2, 'convert', 'converts', answer.contact);
    expect(await quiet(up, 'converts', 2)).toEqual([]);
    await up.json(0, 'remove', 'converts');
  },
  minutes(5),
);

test(
  'R-ALL-11 R-ALL-8 merged contacts have one member, which knows that the loser was opted out, and both old ids lead to it',
  async () => {
    await apply('contacts', 'Contact');
    const [winner, loser] = [
      await up.org.create('Contact', person('Winner')),
      await up.org.create('Contact', person('Loser')),
    ];
    await up.json(0, 'sync', 'contacts');
    const [own, gone] = [(await linked('contacts', winner)).platform, (await linked('contacts', loser)).platform];
    await up.org.update('Contact', loser, { HasOptedOutOfEmail: true });
    await up.control.ask('POST', '/salesforce/merge', { merges: [{ object: 'Contact', winner, losers: [loser] }] });
    expect(await up.json(0, 'sync', 'contacts')).toMatchObject({
      outcome: 'inStep',
      merged: 1,
      converted: 0,
      errors: {},
    });
    for (const old of [winner, loser, own, gone])
      expect(await linked('contacts', old)).toEqual({ salesforce: winner, platform: own, state: 'linked' });
    expect(await up.audience.read(own)).toMatchObject({ status: 'unsubscribed' });
    expect(await up.audience.read(gone)).toMatchObject({ status: 'archived' });
    expect(await up.org.read('Contact', winner)).toMatchObject({ HasOptedOutOfEmail: true });
    expect(await quiet(up, 'contacts', 10)).toEqual([]);
  },
  minutes(10),
);

test(
  'R-ALL-17 a conversion hands over: a Contact connection of the same list takes the person over, the Lead connection lets go',
  async () => {
    await apply('contacts', 'Contact');
    await apply('both-leads', 'Lead');
    const converted = await lead('Handed');
    await up.json(0, 'sync', 'both-leads');
    const member = (await linked('both-leads', converted)).platform;
    await up.control.ask('POST', '/salesforce/convert', { leads: [converted] });
    // Whichever runs first.
    expect(await up.json(0, 'sync', 'contacts')).toMatchObject({ outcome: 'inStep', converted: 1, errors: {} });
    const taken = await linked('contacts', member);
    expect(taken).toMatchObject({ state: 'linked', salesforce: expect.stringMatching(/^003/) });
    expect(await up.json(0, 'sync', 'both-leads')).toMatchObject({ outcome: 'inStep', errors: {} });
    expect(await linked('both-leads', converted)).toMatchObject({ state: 'unlinked' });
    await up.org.update('Contact', taken.salesforce, { LastName: 'Later' });
    await up.json(0, 'sync', 'contacts');
    expect((await up.audience.read(member)).merge_fields).toMatchObject({ LNAME: 'Later' });
    expect((await emails()).filter((email) => email === 'handed@acme.example')).toHaveLength(1);
    expect(await quiet(up, 'both-leads', 2)).toEqual([]);
    expect(await quiet(up, 'contacts', 2)).toEqual([]);
  },
  minutes(5),
);
