import { describe, expect, test } from '@jest/globals';
import { seedPlan, type SeedWish } from '../../sandbox/control/seedPlan.js';
import type { SeedPerson } from '../../sandbox/kit/types.js';

const NOW = Date.UTC(2026, 0, 5, 8);
const DAY_MS = 86_400_000;
const wish = (parts: Partial<SeedWish>): SeedWish => ({
  leads: 0,
  contacts: 0,
  accounts: 0,
  campaigns: 0,
  opportunities: 0,
  members: {},
  overlap: 0,
  oddities: 0,
  seed: 1,
  ...parts,
});
const emails = (people: readonly SeedPerson[] = []) => people.map((person) => person.email);

describe('seeding', () => {
  test('makes the same people for the same seed, others for another', () => {
    const parts = { contacts: 50, leads: 20, members: { mailchimp: 30 }, overlap: 0.5, oddities: 0.2 };
    expect(seedPlan(wish(parts), NOW)).toEqual(seedPlan(wish(parts), NOW));
    const others = new Set(emails(seedPlan(wish({ ...parts, oddities: 0, seed: 2 }), NOW).contacts));
    expect(
      emails(seedPlan(wish({ ...parts, oddities: 0 }), NOW).contacts).filter((email) => others.has(email)),
    ).toEqual([]);
  });

  test('overlap is the share of members known to Salesforce, with the same values', () => {
    const { contacts, leads, members } = seedPlan(
      wish({ contacts: 100, leads: 100, members: { mailchimp: 200 }, overlap: 0.7 }),
      NOW,
    );
    const crm = new Map([...contacts, ...leads].map((person) => [person.email, person]));
    const known = (members['mailchimp'] ?? []).filter((person) => crm.has(person.email));
    expect(known).toHaveLength(140);
    expect(known.map((person) => crm.get(person.email))).toEqual(known);
  });

  test('without oddities every email is there, well-formed, lower case and nobody else’s', () => {
    const { contacts, members } = seedPlan(wish({ contacts: 2000, members: { mailchimp: 2000 }, overlap: 0.5 }), NOW);
    const all = new Set([...emails(contacts), ...emails(members['mailchimp'])]);
    expect(all.size).toBe(3000);
    expect([...all].filter((email) => !/^[a-z]+\.[a-z]+\.\d+@[a-z]+\.example$/.test(email ?? ''))).toEqual([]);
  });

  test('oddities: a share with none, an odd, another’s or a badly cased email; the platform has the true one', () => {
    const { contacts, members } = seedPlan(
      wish({ contacts: 1000, members: { mailchimp: 1000 }, overlap: 1, oddities: 0.4 }),
      NOW,
    );
    const told = emails(contacts);
    const none = told.filter((email) => email === null).length;
    const odd = told.filter((email) => email !== null && !/^[^@\s]+[^@\s.]@[^@\s]+\.example$/i.test(email)).length;
    const cased = told.filter((email) => email !== null && email !== email.toLowerCase()).length;
    const doubles = told.length - new Set(told).size - (none - 1);
    for (const share of [none, odd, cased]) expect(share).toBeGreaterThan(50);
    expect(doubles).toBeGreaterThan(50);
    expect(none + odd + cased).toBeLessThan(400);
    expect(new Set(emails(members['mailchimp'])).size).toBe(1000);
  });

  test('people are as in real address books: accented, Japanese and long names', () => {
    const names = seedPlan(wish({ contacts: 500 }), NOW).contacts.map((person) => `${person.first} ${person.last}`);
    expect(names.some((name) => /[äöüéø]/.test(name))).toBe(true);
    expect(names.some((name) => /\p{Script=Han}/u.test(name))).toBe(true);
    expect(names.some((name) => name.length > 35)).toBe(true);
  });

  test('stamps lie in the past two years, in whole seconds, and well before now', () => {
    const stamps = seedPlan(wish({ contacts: 1000 }), NOW).contacts.map((person) => person.changedAt);
    expect(Math.max(...stamps)).toBeLessThan(NOW - DAY_MS);
    expect(Math.min(...stamps)).toBeGreaterThan(NOW - 731 * DAY_MS);
    expect(Math.max(...stamps) - Math.min(...stamps)).toBeGreaterThan(600 * DAY_MS);
    expect(stamps.every((at) => at % 1000 === 0)).toBe(true);
  });
});
