import { grouped } from './grouped.js';
import type { Up } from './startUp.js';

/** One person on both sides. */
export interface PersonOnBoth {
  readonly email: string;
  readonly contact: string;
  readonly member: string;
}

type Tuple<N extends number, T extends readonly PersonOnBoth[] = []> = number extends N
  ? readonly PersonOnBoth[]
  : T['length'] extends N
    ? T
    : Tuple<N, readonly [...T, PersonOnBoth]>;

/** The first people, by email, who stand on both sides once. */
export async function pairs<N extends number>(up: Pick<Up, 'org' | 'audience'>, n: N, skip = 0): Promise<Tuple<N>> {
  const [contacts, members] = await Promise.all([
    up.org.query('SELECT Id, Email FROM Contact WHERE Email != null ORDER BY Email'),
    up.audience.all(),
  ]);
  const there = new Map(members.map(({ email_address, contact_id }) => [email_address.toLowerCase(), contact_id]));
  const here = grouped(contacts, (contact) => String(contact['Email']));
  const both = contacts.flatMap(({ Id, Email }): PersonOnBoth[] => {
    const email = String(Email).toLowerCase();
    const member = there.get(email);
    return member !== undefined && here.get(email)?.length === 1 ? [{ email, contact: String(Id), member }] : [];
  });
  const found = both.slice(skip, skip + n);
  if (found.length < n) throw new Error(`only ${both.length} people are on both sides`);
  return found as readonly PersonOnBoth[] as Tuple<N>;
}
