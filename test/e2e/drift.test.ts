import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectionDocument, SECRETS, writeConnection } from '../support/e2e/connectionFile.js';
import { minutes } from '../support/e2e/minutes.js';
import { pairs, type PersonOnBoth } from '../support/e2e/pairs.js';
import { quiet } from '../support/e2e/quiet.js';
import { startUp, type Up } from '../support/e2e/startUp.js';
import { until } from '../support/e2e/until.js';

const ID = 'drifting';
const PEOPLE = 8;
const TITLE = [{ object: 'Contact', field: 'Title' }];

let up: Up;
let people: readonly PersonOnBoth[];

beforeAll(async () => {
  up = await startUp({ ...SECRETS });
  await up.audience.addField('TITLE');
  await up.control.seed({ contacts: PEOPLE, members: { mailchimp: 0 }, overlap: 0, oddities: 0, seed: 5 });
  for (const { Id } of await up.org.query('SELECT Id FROM Contact'))
    await up.org.update('Contact', String(Id), { Title: 'Dr.' });
  const fields = { Contact: [{ salesforce: 'Title', platform: 'TITLE', direction: 'twoWay' }] };
  await up.json(0, 'apply', await writeConnection(up.home, ID, connectionDocument(ID, up.ready, { fields })));
  expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep', created: { platform: PEOPLE } });
  people = await pairs(up, PEOPLE);
}, minutes(10));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

const edit = (member: string, title: string, phone: string) =>
  up.audience.update(member, { merge_fields: { TITLE: title, PHONE: phone } });

const told = async ({ contact, member }: PersonOnBoth) => {
  const { Title, Phone } = await up.org.read('Contact', contact);
  return [Title, Phone, (await up.audience.read(member)).merge_fields['TITLE']];
};

test(
  'R-ALL-13 a field hidden from us is parked, said so and blanked nowhere; the others go on; once it is back, what was edited on either side meanwhile crosses',
  async () => {
    const [a, b] = [people[0]!, people[1]!];
    await up.control.org({ hiddenFields: TITLE });
    await edit(a.member, 'Prof.', '+49 30 1');
    expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep', parked: ['Title'] });
    await up.control.org({ hiddenFields: [] });
    expect(await told(a)).toEqual(['Dr.', '+49 30 1', 'Prof.']);
    await up.org.update('Contact', b.contact, { Title: 'Dame' });
    expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep', parked: [] });
    expect([await told(a), (await told(b))[2]]).toEqual([['Prof.', '+49 30 1', 'Prof.'], 'Dame']);
  },
  minutes(4),
);

test.each([
  ['hidden', 'hiddenFields'],
  ['not ours to write', 'readOnlyFields'],
])(
  'R-ALL-13 a field that is %s all at once, in the middle of a run: the next run follows by itself without it, the people’s other fields cross, nobody is in the inbox; once it is back it catches up',
  async (_what, setting) => {
    const [a, b] = [people[2]!, people[3]!];
    await edit(a.member, `Sir ${setting}`, `+49 30 2 ${setting.length}`);
    await edit(b.member, `Lady ${setting}`, `+49 30 3 ${setting.length}`);
    // The run has read both schemas when it waits for the audience.
    await up.control.fault({
      system: 'mailchimp',
      match: { method: 'GET', path: '/members' },
      kind: 'slow',
      delayMs: 4_000,
      times: 1,
    });
    await up.control.clearCalls();
    const syncing = up.tandem('--json', 'sync', ID);
    await until('the audience is asked', minutes(1), async () => ((await up.control.fired())[0] ? true : null));
    await up.control.org({ [setting]: TITLE });
    expect((await syncing).code).toBe(5);
    await up.control.clearFaults();
    await until('the run after it', minutes(2), async () => {
      const { state, parked } = await up.json<{ state: string; parked: string[] }>(0, 'status', ID);
      return state === 'idle' && parked.length === 1 ? true : null;
    });
    expect(await up.json(0, 'errors', ID)).toEqual([]);
    const phones = async () => Promise.all([a, b].map(async (one) => (await told(one))[1]));
    expect(await phones()).toEqual([`+49 30 2 ${setting.length}`, `+49 30 3 ${setting.length}`]);

    await up.control.org({ [setting]: [] });
    expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep', parked: [] });
    expect([(await told(a))[0], (await told(b))[0]]).toEqual([`Sir ${setting}`, `Lady ${setting}`]);
  },
  minutes(5),
);

test('R-ALL-7 ten quiet syncs after it write nothing', async () => expect(await quiet(up, ID)).toEqual([]), minutes(3));
