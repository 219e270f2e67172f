import { FIELDS } from './crew.js';
import { grouped } from './grouped.js';
import type { Up } from './startUp.js';
import type { Member } from './users.js';

type Contact = Readonly<Record<string, unknown>>;

/**
 * Where the two systems are not in step, asked of them alone, one line each; [] when they are. `apart`: emails that are to be on one side only or
 * several times.
 */
export async function differences(
  up: Pick<Up, 'org' | 'audience'>,
  apart: readonly string[] = [],
): Promise<readonly string[]> {
  const columns = ['Email', ...FIELDS.map(([field]) => field)].join(', ');
  const [contacts, members] = await Promise.all([
    up.org.query(`SELECT Id, ${columns} FROM Contact`),
    up.audience.all(),
  ]);
  const there = grouped(members, ({ email_address }) => email_address);
  const here = grouped(contacts, (contact) => String(contact['Email'] ?? ''));
  const emails = new Set([...there.keys(), ...here.keys()].filter((email) => email !== '' && !apart.includes(email)));
  return [...emails].flatMap((email) => {
    const [pair, doubles] = [
      [here.get(email)?.[0], there.get(email)?.[0]] as const,
      [here.get(email)?.length ?? 0, there.get(email)?.length ?? 0],
    ];
    const [contact, member] = pair;
    if (contact === undefined || member === undefined || doubles.some((n) => n > 1))
      return [`${email}: ${doubles[0]} in Salesforce, ${doubles[1]} in Mailchimp`];
    return fieldsApart(email, contact, member);
  });
}

function fieldsApart(email: string, contact: Contact, member: Member): readonly string[] {
  return FIELDS.flatMap(([field, tag]) => {
    const [here, there] = [contact[field] ?? '', member.merge_fields[tag] ?? ''];
    return here === there ? [] : [`${email}: ${field} is ${JSON.stringify(here)}, ${tag} is ${JSON.stringify(there)}`];
  });
}
