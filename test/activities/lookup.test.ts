import { expect, test } from '@jest/globals';
import { partyOf } from '../../activities/partyOf.js';
import type { Opened } from '../../activities/deps.js';
import { acquaint } from '../../activities/planning/acquaint.js';
import type { Desk } from '../../activities/planning/desk.js';
import { lookUp } from '../../activities/planning/lookup.js';
import { successorOf, type Snapshot } from '../../src/domain/record.js';
import type { Staged } from '../../src/ports/stored.js';
import type { Store } from '../../src/ports/store.js';
import { bench, create, newLink, type Bench } from '../contract/storeSamples.js';
import { memoryStore } from '../support/memoryStore.js';

const ELSEWHERE = { Contact: { Lead: 'exists-as-lead' }, Lead: { Contact: 'exists-as-contact' } } as const;

/** A connection of one object, joined to the account; `records` are what the org shows by id. */
async function deskOf(
  store: Store,
  { connection, tx }: Bench,
  object: 'Contact' | 'Lead',
  records: readonly Snapshot[] = [],
): Promise<Desk> {
  const opened = {
    account: 'one',
    connection: { id: connection },
    policy: { objects: [object], creates: { crm: true, platform: true }, elsewhere: ELSEWHERE[object] },
    crm: {
      org: 'org',
      findByEmail: async () => [],
      read: async (_fields: unknown, asked: readonly string[]) => records.filter(({ id }) => asked.includes(id)),
      predecessors: async (asked: readonly string[]) =>
        records.flatMap((record) => {
          const into = successorOf(record);
          return into !== null && asked.includes(into) ? [{ id: record.id, into }] : [];
        }),
    },
  } as unknown as Opened;
  await store.join(partyOf(opened));
  return { deps: { store }, opened, lane: { tx }, mapping: { rules: [] } } as unknown as Desk;
}

function person(id: string, email: string | null, more: Partial<Snapshot> = {}): Staged {
  const record = {
    side: 'crm',
    id,
    object: 'Contact',
    email,
    fields: {},
    stamp: 1,
    createdAt: 1,
    optedOut: false,
    deleted: false,
    convertedTo: null,
    mergedInto: null,
    carries: null,
    unfit: null,
    ...more,
  } as const;
  return { record, key: email, seq: 1, phase: 'new' };
}

const lead = (id: string, convertedTo: string | null, more: Partial<Snapshot> = {}) =>
  person(id, null, { object: 'Lead', convertedTo, ...more }).record;

test('R-ALL-17 a member another connection owns is known as such also when only the contact was read', async () => {
  const store = memoryStore(() => 0);
  const [mine, other] = [await bench(store), await bench(store)];
  await other.tx((inside) => inside.claim('one', ['m1']));
  await mine.tx((inside) => inside.addLinks([newLink(null, 'm1'), newLink(null, 'm2')]));
  const desk = await deskOf(store, mine, 'Contact');
  const items = [person('c1', 'm1@example.org'), person('c2', 'm2@example.org')];
  const lookup = await lookUp(desk, items);
  const owned = await mine.tx(async (tx) => {
    const circle = await acquaint(tx, desk, items, lookup);
    return items.map((item) => circle.meeting(item).ownedElsewhere);
  });
  expect(owned).toEqual([true, false]);
  // Whom it meets first is its own from then on.
  expect(await other.tx((inside) => inside.ownedElsewhere('one', ['m2']))).toEqual(['m2']);
});

test('R-ALL-17 what another connection may just have created is nobody’s to claim, and waits', async () => {
  const store = memoryStore(() => 0);
  const [mine, other] = [await bench(store), await bench(store)];
  await deskOf(store, other, 'Lead');
  await other.tx(async (inside) => {
    const [link] = await inside.addLinks([newLink('00Q1', null, { object: 'Lead' })]);
    const [row] = await inside.addRows([create(link!.id, { key: 'm1@example.org' })]);
    await inside.saveRows([{ ...row!, state: 'sent', attempt: 1, lane: 'plan', sentAt: 1, tries: 1 }]);
  });
  const desk = await deskOf(store, mine, 'Contact');
  const items = [person('m1', 'm1@example.org', { side: 'platform', object: 'member' })];
  const lookup = await lookUp(desk, items);
  await mine.tx(async (tx) => {
    const meeting = (await acquaint(tx, desk, items, lookup)).meeting(items[0]!);
    expect([meeting.pending, meeting.ownedElsewhere]).toEqual([true, false]);
  });
  expect(await other.tx((inside) => inside.ownedElsewhere('one', ['m1']))).toEqual([]);
});

test('R-ALL-17 a conversion hands over: a Contact connection takes what a Lead connection has of its people, as it stands', async () => {
  const store = memoryStore(() => 0);
  const [leads, contacts] = [await bench(store), await bench(store)];
  await deskOf(store, leads, 'Lead');
  await leads.tx((inside) =>
    inside.addLinks([
      // Converted; moved to its contact before there was a connection for it; still a lead; known to nobody of its connection; about to be created; deleted; found no more.
      newLink('00Q1', 'm1', { object: 'Lead' }),
      newLink('0032', 'm2', { object: 'Contact' }),
      newLink('00Q3', 'm3', { object: 'Lead' }),
      newLink(null, 'm4', { object: 'Lead' }),
      newLink(null, 'm5', { object: 'Lead' }),
      newLink('00Q6', 'm6', { object: 'Lead' }),
      newLink('00Q7', 'm7', { object: 'Lead' }),
    ]),
  );
  const [busy] = await leads.tx((inside) => inside.linksByRecord('platform', ['m5']));
  await leads.tx((inside) => inside.addRows([create(busy!.id, { side: 'crm' })]));
  const ids = ['m1', 'm3', 'm4', 'm5', 'm6', 'm7'];
  await contacts.tx((inside) => inside.addLinks(ids.map((id) => newLink(null, id))));
  const seen = [
    lead('00Q1', '0030'),
    lead('00Q3', null),
    person('0030', null).record,
    person('0032', null).record,
    lead('00Q6', null, { deleted: true }),
    lead('00Q7', null, { deleted: true, absent: true }),
  ];
  const desk = await deskOf(store, contacts, 'Contact', seen);
  const { handed } = await lookUp(desk, [
    ...ids.map((id) => person(`c${id}`, `${id}@example.org`)),
    person('0032', 'another@example.org'),
  ]);
  const taken = await contacts.tx((inside) => inside.linksById(handed));
  expect(taken.map((link) => [link.ids.crm, link.ids.platform])).toEqual([
    ['00Q1', 'm1'],
    ['0032', 'm2'],
    [null, 'm4'],
    ['00Q6', 'm6'],
  ]);
  const left = await leads.tx((inside) => inside.linksByRecord('platform', ['m2', ...ids]));
  expect(left.map(({ ids: { platform } }) => platform)).toEqual(['m3', 'm5', 'm7']);
});

test('R-ALL-17 R-ALL-9 a contact that was another connection’s lead is nobody’s until that is followed, here or there', async () => {
  const store = memoryStore(() => 0);
  const [leads, contacts] = [await bench(store), await bench(store)];
  await deskOf(store, leads, 'Lead');
  const [free, busy] = await leads.tx((inside) =>
    inside.addLinks([newLink('00Q1', 'm1', { object: 'Lead' }), newLink('00Q2', 'm2', { object: 'Lead' })]),
  );
  await leads.tx(async (inside) => {
    const [row] = await inside.addRows([create(busy!.id, { op: 'update' })]);
    await inside.saveRows([{ ...row!, state: 'sent', attempt: 1, lane: 'plan', sentAt: 1, tries: 1 }]);
  });
  // The second lead was merged into the one that was converted.
  const seen = [
    lead('00Q1', '0031'),
    lead('00Q2', null, { mergedInto: '00Q3' }),
    lead('00Q3', '0033'),
    ...['0031', '0033', '0034'].map((id) => person(id, null).record),
  ];
  const desk = await deskOf(store, contacts, 'Contact', seen);
  const items = ['0031', '0033', '0034'].map((id) => person(id, `${id}@example.org`));
  const lookup = await lookUp(desk, items);
  expect((await contacts.tx((inside) => inside.linksById(lookup.handed))).map(({ ids }) => ids.crm)).toEqual(['00Q1']);
  expect(await leads.tx((inside) => inside.linksById([free!.id, busy!.id]))).toMatchObject([
    { dead: true },
    { dead: false },
  ]);
  await contacts.tx(async (tx) => {
    const circle = await acquaint(tx, desk, items, lookup);
    expect(items.map((item) => circle.meeting(item).pending)).toEqual([true, true, false]);
  });
});

test('R-ALL-17 a conversion hands over: a Lead connection gives whom it finds converted to the connection that knows the contact', async () => {
  const store = memoryStore(() => 0);
  const [leads, first, second] = [await bench(store), await bench(store), await bench(store)];
  const desk = await deskOf(store, leads, 'Lead', [person('0031', null).record, person('0032', null).record]);
  const links = await leads.tx((inside) =>
    inside.addLinks([newLink('00Q1', 'm1', { object: 'Lead' }), newLink('00Q2', 'm2', { object: 'Lead' })]),
  );
  const converted = ['1', '2'].map((n) => person(`00Q${n}`, null, { object: 'Lead', convertedTo: `003${n}` }));
  await lookUp(desk, converted);
  expect(await leads.tx((inside) => inside.linksById(links.map(({ id }) => id)))).toMatchObject([
    { dead: false },
    { dead: false },
  ]);
  await deskOf(store, first, 'Contact');
  await deskOf(store, second, 'Contact');
  await second.tx((inside) => inside.addLinks([newLink('0032', 'm9')]));
  await lookUp(desk, converted);
  const held = async ({ connection }: Bench) =>
    (await store.holders([connection], 'platform', ['m1', 'm2'])).map(({ link }) => link.ids.crm);
  expect([await held(leads), await held(first), await held(second)]).toEqual([[], ['00Q1'], ['00Q2']]);
});
