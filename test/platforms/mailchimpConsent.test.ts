import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LIST, mailchimpBench, type MailchimpBench } from './mailchimpBench.js';

let bench: MailchimpBench;
beforeEach(async () => {
  bench = await mailchimpBench();
});
afterEach(() => bench.close());

async function joined(email: string) {
  const made = await bench.other('POST', '/members', { email_address: email, status: 'subscribed' });
  return { ref: 1, object: 'member', id: String(made['contact_id']), email };
}
const statusOf = async (id: string) => (await bench.other('GET', `/members/${id}`))['status'];
const does = (what: string, members: readonly string[]) => bench.system.control[what]?.({ members, list: LIST });

test('R-ALL-8 on consent: an admin’s unsubscription is taken back, who left by themselves is asked by Mailchimp to confirm', async () => {
  const [byAdmin, byThemselves] = [await joined('admin@example.org'), await joined('self@example.org')];
  await bench.people.optOut([byAdmin]);
  does('unsubscribe', [byThemselves.id]);
  const outcomes = await bench.people.optIn([byAdmin, byThemselves]);
  expect(outcomes).toMatchObject([
    { kind: 'done', id: byAdmin.id, created: false },
    { kind: 'done', id: byThemselves.id, created: false },
  ]);
  expect([await statusOf(byAdmin.id), await statusOf(byThemselves.id)]).toEqual(['subscribed', 'pending']);
  const [waiting] = await bench.people.read(['EMAIL'], [byThemselves.id]);
  expect(waiting).toMatchObject({ optedOut: false, deleted: false });
  does('confirm', [byThemselves.id]);
  expect(await statusOf(byThemselves.id)).toBe('subscribed');
});
