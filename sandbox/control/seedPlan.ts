import { createRandom } from '../kit/random.js';
import type { SeedPerson } from '../kit/types.js';
import { makePerson } from './makePeople.js';

export interface SeedWish {
  readonly leads: number;
  readonly contacts: number;
  readonly accounts: number;
  readonly campaigns: number;
  readonly opportunities: number;
  readonly members: Readonly<Record<string, number>>;
  /** Share, 0 to 1, of a platform's members who are known to Salesforce too (as far as there are people there). */
  readonly overlap: number;
  /** Share, 0 to 1, of Salesforce's people with no, an odd, another's or a badly cased email. */
  readonly oddities: number;
  readonly seed: number;
}

/** Who is put where, in the order to put them. */
export interface SeedPlan {
  readonly accounts: readonly SeedPerson[];
  readonly contacts: readonly SeedPerson[];
  readonly leads: readonly SeedPerson[];
  readonly campaigns: readonly SeedPerson[];
  readonly opportunities: readonly SeedPerson[];
  readonly members: Readonly<Record<string, readonly SeedPerson[]>>;
}

/** Contacts come first, leads after them, then those only the platforms know. Overlapping members are the first of these, contacts before leads. */
export function seedPlan(wish: SeedWish, now: number): SeedPlan {
  const crm = wish.contacts + wish.leads;
  const person = (n: number) => makePerson(n, wish.seed, now);
  const people = Array.from({ length: crm }, (_, n) => person(n));
  const inCrm = withOddities(people, wish.oddities, wish.seed);
  const members = Object.entries(wish.members).map(([system, count]): [string, readonly SeedPerson[]] => {
    const known = Math.min(crm, Math.round(count * wish.overlap));
    // Known members have the email as its owner would write it: badly cased ones match, doubles and odd ones do not.
    return [system, [...people.slice(0, known), ...Array.from({ length: count - known }, (_, n) => person(crm + n))]];
  });
  return {
    accounts:
      people.length >= wish.accounts
        ? people.slice(0, wish.accounts)
        : Array.from({ length: wish.accounts }, (_, n) => person(n)),
    contacts: inCrm.slice(0, wish.contacts),
    leads: inCrm.slice(wish.contacts),
    campaigns: Array.from({ length: wish.campaigns }, (_, n) => person(n)),
    opportunities: Array.from({ length: wish.opportunities }, (_, n) => person(n)),
    members: Object.fromEntries(members),
  };
}

const ODD = [
  'nobody',
  'two@@signs.example',
  'ends.with.dot.@odd.example',
  'has space@odd.example',
  'no-dot@localhost',
] as const;

function withOddities(people: readonly SeedPerson[], share: number, seed: number): readonly SeedPerson[] {
  if (share === 0) return people;
  const draw = createRandom(seed ^ 0x0dd);
  let before: string | null = null;
  return people.map((person) => {
    if (draw() >= share) {
      before = person.email;
      return person;
    }
    return { ...person, email: oddEmail(person, before, draw()) };
  });
}

/** A quarter each: none, odd, that of the last one with a good email, badly cased. */
function oddEmail({ email, n }: SeedPerson, before: string | null, drawn: number): string | null {
  if (drawn < 0.25) return null;
  if (drawn < 0.5) return ODD[n % ODD.length] ?? null;
  if (drawn < 0.75 && before !== null) return before;
  return email === null ? null : email.toUpperCase();
}
