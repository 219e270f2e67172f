import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectionDocument, SECRETS, writeConnection } from '../support/e2e/connectionFile.js';
import { minutes } from '../support/e2e/minutes.js';
import { ours } from '../support/e2e/ours.js';
import { pairs, type PersonOnBoth } from '../support/e2e/pairs.js';
import { shownHeld } from '../support/e2e/shownHeld.js';
import { startUp, type Up } from '../support/e2e/startUp.js';
import { QUIET, quiet } from '../support/e2e/quiet.js';
import { until } from '../support/e2e/until.js';

const ID = 'guarded';
const PEOPLE = 20;
/** 40 % of them. */
const BLANKED = 8;

interface Held {
  readonly outcome: string;
  readonly held: { readonly n: number; readonly hash: string } | null;
}

let up: Up;
let people: readonly PersonOnBoth[];

beforeAll(async () => {
  up = await startUp({ ...SECRETS });
  await up.audience.addField('TITLE');
  await up.control.seed({ contacts: PEOPLE, members: { mailchimp: 0 }, overlap: 0, oddities: 0, seed: 5 });
  for (const { Id } of await up.org.query('SELECT Id FROM Contact'))
    await up.org.update('Contact', String(Id), { Title: 'Dr.' });
  const document = connectionDocument(ID, up.ready, {
    limits: { atLeast: 3, blankings: '10%', updates: '50%' },
    fields: { Contact: [{ salesforce: 'Title', platform: 'TITLE', direction: 'twoWay', blank: 'clears' }] },
  });
  await up.json(0, 'apply', await writeConnection(up.home, ID, document));
  expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep', created: { platform: PEOPLE }, held: null });
  people = await pairs(up, 12);
}, minutes(10));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

const titles = async (some: readonly PersonOnBoth[]) =>
  Promise.all(some.map(async ({ member }) => (await up.audience.read(member)).merge_fields['TITLE']));

const blank = (some: readonly PersonOnBoth[]) =>
  Promise.all(some.map(({ contact }) => up.org.update('Contact', contact, { Title: null })));

test(
  'R-ALL-6 a blank crosses alone, in either direction; 40 % of a field blanked in the org is held, exit 6, and all else crosses then and later; a blank in the audience crosses back',
  async () => {
    const [alone, back] = [people[10]!, people[11]!];
    await blank([alone]);
    await up.audience.update(back.member, { merge_fields: { TITLE: '' } });
    await up.json(0, 'sync', ID);
    expect(await titles([alone])).toEqual(['']);
    expect(await up.org.read('Contact', back.contact)).toMatchObject({ Title: null });

    const some = people.slice(0, BLANKED);
    await blank(some);
    await up.org.update('Contact', some[0]!.contact, { Phone: '+49 30 1' });
    const { outcome, held } = await up.json<Held>(6, 'sync', ID);
    expect([outcome, held?.n]).toEqual(['held', BLANKED]);
    await shownHeld(up, ID, BLANKED);
    expect(await titles(some)).toEqual(some.map(() => 'Dr.'));
    expect((await up.audience.read(some[0]!.member)).merge_fields).toMatchObject({ PHONE: '+49 30 1' });

    await up.org.update('Contact', people[9]!.contact, { Title: 'Prof.' });
    expect(await up.json<Held>(6, 'sync', ID)).toMatchObject({ held });
    expect(await titles([people[9]!])).toEqual(['Prof.']);
    expect(await up.json(0, 'status', ID)).toMatchObject({ held: BLANKED, holds: [{ ...held }] });
    expect(await up.json(0, 'explain', ID, some[1]!.email)).toMatchObject({
      held: [{ hash: held!.hash, system: 'platform', fields: ['TITLE'] }],
    });
    expect(await quiet(up, ID, QUIET, 6)).toEqual([]);
  },
  minutes(10),
);

test(
  'R-ALL-6 approve writes those rows less the ones edited since, which it lists; another hash is refused, exit 3; then all is quiet',
  async () => {
    const some = people.slice(0, BLANKED);
    const edited = some[0]!;
    const { holds } = await up.json<{ holds: readonly { hash: string }[] }>(0, 'status', ID);
    const hash = holds[0]!.hash;
    expect((await up.tandem('approve', ID, '0123456789abcdef')).code).toBe(3);
    await up.org.update('Contact', edited.contact, { Title: 'M.A.' });
    const from = await up.control.mark();
    expect(await up.json(0, 'approve', ID, hash)).toMatchObject({
      hash,
      written: BLANKED - 1,
      leftOut: [
        {
          record: { salesforce: edited.contact, platform: edited.member },
          system: 'platform',
          fields: ['TITLE'],
          why: 'changed',
        },
      ],
      report: { outcome: 'inStep', held: null },
    });
    const blanks = (await ours(up, from)).filter(({ fields }) => 'TITLE' in fields && !fields['TITLE']?.[1]);
    expect(blanks.map(({ id }) => id).toSorted()).toEqual(
      some
        .slice(1)
        .map(({ member }) => member)
        .toSorted(),
    );
    expect(await titles(some.slice(1))).toEqual(some.slice(1).map(() => ''));
    expect((await up.tandem('approve', ID, hash)).code).toBe(3);
    await shownHeld(up, ID, 0);
    expect(await quiet(up, ID)).toEqual([]);
    expect(await titles([edited])).toEqual(['M.A.']);
  },
  minutes(10),
);

test(
  'R-ALL-15 reject writes nothing, and later runs do not ask again until that field changes',
  async () => {
    const some = people.slice(0, BLANKED);
    for (const { contact } of some) await up.org.update('Contact', contact, { Title: 'Dr.' });
    // Filling eight blanks is within the limit of updates.
    await up.json(0, 'sync', ID);
    expect(await titles(some)).toEqual(some.map(() => 'Dr.'));
    await blank(some);
    const { held } = await up.json<Held>(6, 'sync', ID);
    const from = await up.control.mark();
    expect(await up.json(0, 'reject', ID, held!.hash)).toEqual({ hash: held!.hash, rejected: BLANKED });
    expect(await quiet(up, ID)).toEqual([]);
    expect(await ours(up, from)).toEqual([]);
    expect(await titles(some)).toEqual(some.map(() => 'Dr.'));
    await until('no row to be held', minutes(1), async () => {
      const status = await up.json(0, 'status', ID);
      return status['held'] === 0 ? status : null;
    });
    await shownHeld(up, ID, 0);
    expect((await up.tandem('reject', ID, held!.hash)).code).toBe(3);

    await up.org.update('Contact', some[0]!.contact, { Title: 'Prof.' });
    await up.json(0, 'sync', ID);
    expect(await titles(some.slice(0, 2))).toEqual(['Prof.', 'Dr.']);
  },
  minutes(10),
);
