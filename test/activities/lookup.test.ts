import { expect, test } from '@jest/globals';
import type { Opened } from '../../activities/deps.js';
import type { Desk } from '../../activities/planning/desk.js';
import { lookUp } from '../../activities/planning/lookup.js';
import type { Staged } from '../../src/ports/store.js';
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
