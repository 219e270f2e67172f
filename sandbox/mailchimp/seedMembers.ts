import type { SeedPerson } from '../kit/types.js';
import { MAIN_LIST, type Account } from './account.js';
import type { MergeValue } from './shapes.js';

/** Made-up people on the main list. Without an email, or with one that is taken, there is no member: '' stands for its id. */
export function seedMembers(account: Account, people: readonly SeedPerson[]): readonly string[] {
  const audience = account.audience(MAIN_LIST);
  return people.map((person) => {
    if (person.email === null || !person.email.includes('@') || audience.byEmail(person.email.trim()) !== null)
      return '';
    const at = Math.floor(person.changedAt / 1000) * 1000;
    const names = audience.newNames();
    const values: [string, MergeValue][] = [
      ['FNAME', person.first],
      ['LNAME', person.last],
      ['PHONE', person.phone],
    ];
    audience.put({
      ...names,
      email: person.email.trim(),
      emailType: 'html',
      status: 'subscribed',
      compliance: false,
      values: Object.fromEntries(values.filter(([, value]) => value !== '')),
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
