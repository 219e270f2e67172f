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

/** The consent that a member's image tells of, as seconds before now. */
async function consentOf(id: string): Promise<number | null> {
  const [found] = await bench.people.read(['EMAIL'], [id]);
  return found?.consent === undefined ? null : (bench.people.now() - found.consent.at) / 1_000;
}

const passes = (seconds: number) => bench.shop.kit.clock.advance(seconds * 1_000);

test('R-ALL-8 who signed up by a form and confirmed tells of consent, as of the sign-up and for as long as they stay', async () => {
  const { id } = await joined('form@example.org');
  does('unsubscribe', [id]);
  does('signUp', [id]);
  expect(await consentOf(id)).toBeNull();
  passes(60);
  does('confirm', [id]);
  expect(await consentOf(id)).toBeGreaterThanOrEqual(60);
  expect(await consentOf(id)).toBeLessThan(70);
  does('unsubscribe', [id]);
  expect(await consentOf(id)).toBeNull();
});

test('R-ALL-8 no call tells of consent, ours or anybody’s: who left is subscribed again, and the opt-in is as old as the form', async () => {
  const { id } = await joined('call@example.org');
  expect(await consentOf(id)).toBeNull();
  // A time that no form's address goes with.
  const { timestamp_opt } = await bench.other('GET', `/members/${id}`);
  await bench.other('PATCH', `/members/${id}`, { timestamp_signup: timestamp_opt });
  expect(await consentOf(id)).toBeNull();
  await bench.other('PATCH', `/members/${id}`, { status: 'unsubscribed' });
  await bench.people.optIn([{ ref: 1, object: 'member', id, email: 'call@example.org' }]);
  expect(await consentOf(id)).toBeNull();
  does('signUp', [id]);
  does('confirm', [id]);
  passes(3_600);
  await bench.other('PATCH', `/members/${id}`, { status: 'unsubscribed' });
  await bench.other('PATCH', `/members/${id}`, { status: 'subscribed' });
  expect(await consentOf(id)).toBeGreaterThanOrEqual(3_600);
});
