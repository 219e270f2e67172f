import { expect, test } from '@jest/globals';
import { CONNECTION } from './connections.js';
import { story } from './stories.js';

const MINUTE = 60_000;

/** A lead whose conversion is refused: the contact it was to become is gone. */
async function refused() {
  const told = story({ leads: true });
  const { store } = told.history.rig;
  const lead = told.arrives('crm', 'ann@example.org', { A: 'a' });
  const contact = told.arrives('crm', 'ann@work.example', { A: 'b' });
  Object.assign(lead, { object: 'Lead' });
  Object.assign(contact, { object: 'Contact' });
  await told.syncs();
  told.deletes(contact);
  await told.asksToConvert(lead, contact);
  const next = async (full = false) => {
    told.passes(30 * MINUTE);
    await (full ? told.syncsFully() : told.syncs());
  };
  const listed = async () =>
    (await store.inbox(CONNECTION, ['error']))
      .filter(({ cause }) => cause === 'not-converted')
      .map(({ crm, code, attempts }) => [crm, code, attempts]);
  await next();
  expect(await listed()).toEqual([[lead.id, 'ENTITY_IS_DELETED', 1]]);
  return { told, store, lead, next, listed, order: () => store.conversion(CONNECTION, lead.id) };
}

test('R-ALL-15 a refused conversion is listed, whatever else is done for the lead, and tried again once the lead changes or on request', async () => {
  const { told, store, lead, next, listed, order } = await refused();
  await next(true);
  expect(await listed()).toEqual([[lead.id, 'ENTITY_IS_DELETED', 1]]);
  told.edits(lead, { A: 'c' });
  await next();
  expect(await listed()).toEqual([[lead.id, 'ENTITY_IS_DELETED', 2]]);
  await next();
  expect(await listed()).toEqual([[lead.id, 'ENTITY_IS_DELETED', 2]]);
  await store.retry(CONNECTION, 'all');
  await next();
  expect(await listed()).toEqual([[lead.id, 'ENTITY_IS_DELETED', 3]]);
  expect(await order()).toMatchObject({ state: 'refused' });
});

test('R-ALL-15 it leaves the inbox once it succeeds, or somebody else has converted the lead', async () => {
  const one = await refused();
  await one.store.askConversion(CONNECTION, { lead: one.lead.id, contact: null, account: null, opportunity: null });
  await one.next();
  expect([(await one.order())?.state, await one.listed()]).toEqual(['done', []]);
  const other = await refused();
  other.told.converts(other.lead);
  await other.next();
  expect(await other.listed()).toEqual([]);
});
