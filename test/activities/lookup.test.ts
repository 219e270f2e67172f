import { expect, test } from '@jest/globals';
import type { Opened } from '../../activities/deps.js';
import type { Desk } from '../../activities/planning/desk.js';
import { lookUp } from '../../activities/planning/lookup.js';
import type { Staged } from '../../src/ports/stored.js';
import { bench, newLink } from '../contract/storeSamples.js';
import { memoryStore } from '../support/memoryStore.js';

test('R-ALL-17 a member another connection owns is known as such also when only the contact was read', async () => {
  const store = memoryStore(() => 0);
  const { connection, tx } = await bench(store);
  await store.own('one', 'other', ['m1']);
  await tx((inside) => inside.addLinks([newLink(null, 'm1'), newLink(null, 'm2')]));
  const opened = {
    account: 'one',
    connection: { id: connection },
    policy: { objects: ['Contact'], creates: { crm: true, platform: true }, elsewhere: {} },
    crm: { findByEmail: async () => [] },
  } as unknown as Opened;
  const desk = { deps: { store }, opened, lane: { tx }, mapping: { rules: [] } } as unknown as Desk;
  const { owned } = await lookUp(desk, [contact('c1', 'm1@example.org'), contact('c2', 'm2@example.org')]);
  expect([...owned]).toEqual(['m1']);
  // Whom it meets first is its own from then on.
  expect(await store.own('one', 'other', ['m2'])).toEqual(['m2']);
});

function contact(id: string, email: string): Staged {
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
  } as const;
  return { record, key: email, seq: 1, phase: 'new' };
}

test('R-ALL-17 a conversion hands over: what a connection of Leads holds for a converted lead passes to that of its contact', async () => {
  const store = memoryStore(() => 0);
  const [leads, contacts] = [await bench(store), await bench(store)];
  await store.putConnection(leads.connection, 'h', { mainList: { object: 'Lead' } }, '/');
  const ids = ['m1', 'm2', 'm3'];
  await store.own('one', leads.connection, ids);
  await leads.tx((inside) =>
    inside.addLinks([
      newLink('00Q1', 'm1', { object: 'Lead' }),
      newLink('0031', 'm2', { object: 'Contact' }),
      newLink('00Q3', 'm3', { object: 'Lead' }),
    ]),
  );
  await contacts.tx((inside) => inside.addLinks(ids.map((id) => newLink(null, id))));
  const opened = {
    account: 'one',
    connection: { id: contacts.connection },
    policy: { objects: ['Contact'], creates: { crm: true, platform: true }, elsewhere: { Lead: 'exists-as-lead' } },
    crm: {
      findByEmail: async () => [],
      read: async (_fields: unknown, asked: readonly string[]) =>
        asked.map((id) => ({ ...contact(id, '').record, object: 'Lead', convertedTo: id === '00Q1' ? '0030' : null })),
    },
  } as unknown as Opened;
  const desk = { deps: { store }, opened, lane: contacts, mapping: { rules: [] } } as unknown as Desk;
  const { owned } = await lookUp(
    desk,
    ids.map((id) => contact(`c${id}`, `${id}@example.org`)),
  );
  expect([...owned]).toEqual(['m3']);
  expect(await store.own('one', leads.connection, ids)).toEqual(['m1', 'm2']);
  expect(await leads.tx((inside) => inside.linksByRecord('platform', ids))).toHaveLength(1);
});
