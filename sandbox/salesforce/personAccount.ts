import type { Complaint } from './apiError.js';
import type { Org } from './org.js';
import type { Row, Value } from './shapes.js';
import { stamped } from './transaction.js';
import type { Writer } from './writer.js';

export const PERSON_CONTACT: Complaint = {
  code: 'INVALID_PERSON_ACCOUNT_OPERATION',
  message: 'cannot reference person contact',
  fields: [],
};

/** An account with a last name is a person. Source: SOAP API Developer Guide, Person Account Record Types. */
export const isPerson = (org: Org, row: Row, before: Row | null): boolean =>
  org.settings.personAccounts &&
  typeof row['LastName'] === 'string' &&
  (before === null || before['IsPersonAccount'] === true);

/** The contact's half of what an account holds: `PersonEmail` is its Email, `Tier__pc` its Tier__c. */
function personFields(account: Row): Readonly<Record<string, Value>> {
  const half: Record<string, Value> = {
    FirstName: account['FirstName'] ?? null,
    LastName: account['LastName'] ?? null,
    Salutation: account['Salutation'] ?? null,
    Name: account['Name'] ?? null,
    Phone: account['Phone'] ?? null,
  };
  for (const [name, value] of Object.entries(account)) {
    if (name.endsWith('__pc')) half[name.replace(/__pc$/, '__c')] = value;
    else if (/^Person[A-Z]/.test(name) && name !== 'PersonContactId') half[name.slice('Person'.length)] = value;
  }
  return half;
}

/** The contact half of a person account: made with it. */
export function plantPerson({ org, tx, userId }: Writer, account: Row): void {
  const contact = org.schema.object('Contact');
  if (contact === null) return;
  const id = org.makeId(contact.def);
  const { CreatedDate = null, LastModifiedDate = null, SystemModstamp } = account;
  tx.put('Contact', {
    ...personFields(account),
    Id: id,
    IsDeleted: false,
    AccountId: account.Id,
    IsPersonAccount: true,
    OwnerId: account['OwnerId'] ?? userId,
    CreatedDate,
    CreatedById: userId,
    LastModifiedDate,
    LastModifiedById: userId,
    SystemModstamp,
  });
  tx.put('Account', { ...account, PersonContactId: id });
}

/** Both halves are always saved together. */
export function savePerson({ org, tx, userId }: Writer, account: Row): void {
  const contact = org.byId(String(account['PersonContactId']))?.row;
  if (contact !== undefined) tx.put('Contact', stamped(org, { ...contact, ...personFields(account) }, userId));
}
