import type { SeedPerson } from '../kit/types.js';
import { MAIN_LIST, type Account } from './account.js';
import type { MergeValue } from './shapes.js';

/** Made-up people on the main list. Without an email, or with one that is taken, there is no member: '' stands for its id. */
export function seedMembers(account: Account, people: readonly SeedPerson[]): readonly string[] {
  const audience = account.audience(MAIN_LIST);
  return people.map((person) => {
    const email = person.email?.trim() ?? '';
    if (!email.includes('@') || audience.byEmail(email) !== null) return '';
    const at = Math.floor(person.changedAt / 1000) * 1000;
    const names = audience.newNames(email);
    audience.put({
      ...names,
      email,
      emailType: 'html',
      status: 'subscribed',
      compliance: false,
      values: valuesOf(person),
      language: '',
      vip: false,
      tags: [],
      unsubscribeReason: null,
      source: 'Import',
      signupAt: null,
      optAt: at,
      unsubscribedAt: null,
      changedAt: at,
    });
    return names.contactId;
  });
}

/** Blanks are not kept, as with a write. */
function valuesOf({ first, last, phone }: SeedPerson): Readonly<Record<string, MergeValue>> {
  const all = { FNAME: first, LNAME: last, PHONE: phone };
  return first !== '' && last !== '' && phone !== ''
    ? all
    : Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}
