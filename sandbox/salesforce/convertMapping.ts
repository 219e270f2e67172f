import type { Org } from './org.js';
import type { ObjectView } from './schema.js';
import type { Row, Value } from './shapes.js';

type Names = Readonly<Record<string, string>>;

/** Lead field → contact field. Source: help "Lead Conversion Field Mapping". */
export const TO_CONTACT: Names = {
  FirstName: 'FirstName',
  LastName: 'LastName',
  Salutation: 'Salutation',
  Title: 'Title',
  Email: 'Email',
  Phone: 'Phone',
  MobilePhone: 'MobilePhone',
  Fax: 'Fax',
  Street: 'MailingStreet',
  City: 'MailingCity',
  State: 'MailingState',
  PostalCode: 'MailingPostalCode',
  Country: 'MailingCountry',
  LeadSource: 'LeadSource',
  Description: 'Description',
  HasOptedOutOfEmail: 'HasOptedOutOfEmail',
  HasOptedOutOfFax: 'HasOptedOutOfFax',
  DoNotCall: 'DoNotCall',
  EmailBouncedDate: 'EmailBouncedDate',
  EmailBouncedReason: 'EmailBouncedReason',
};

export const TO_ACCOUNT: Names = {
  Company: 'Name',
  Phone: 'Phone',
  Fax: 'Fax',
  Website: 'Website',
  Industry: 'Industry',
  AnnualRevenue: 'AnnualRevenue',
  NumberOfEmployees: 'NumberOfEmployees',
  Rating: 'Rating',
  LeadSource: 'AccountSource',
  Street: 'BillingStreet',
  City: 'BillingCity',
  State: 'BillingState',
  PostalCode: 'BillingPostalCode',
  Country: 'BillingCountry',
};

/** A lead without a company becomes a person: what its contact gets stands at the account, as `PersonEmail` and so on. */
export const TO_PERSON: Names = {
  FirstName: 'FirstName',
  LastName: 'LastName',
  Salutation: 'Salutation',
  Phone: 'Phone',
  Fax: 'Fax',
  Website: 'Website',
  ...Object.fromEntries(
    Object.entries(TO_CONTACT)
      .filter(([from]) => !['FirstName', 'LastName', 'Salutation', 'Phone', 'Fax', 'Description'].includes(from))
      .map(([from, to]) => [from, `Person${to}`]),
  ),
};

export const mapped = (lead: Row, names: Names): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) => ((lead[from] ?? null) === null ? [] : [[to, lead[from] ?? null]])),
  );

/** Custom fields go to those of the same name of account, contact and opportunity: a mapping every admin sets up. */
export function customFields(org: Org, lead: ObjectView, row: Row, object: string): Readonly<Record<string, Value>> {
  const target = org.schema.object(object);
  const names = lead.fields
    .filter(
      (one) => one.custom && !one.externalId && one.autoNumber === null && target?.field(one.name)?.custom === true,
    )
    .map((one) => one.name);
  return mapped(row, Object.fromEntries(names.map((name) => [name, name])));
}
