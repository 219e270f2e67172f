import type { Connection, FieldMapping } from '../domain/connection.js';
import type { FieldType } from '../domain/mapping.js';
import type { Policy, Problem, Profile } from './profile.js';

/** R-SY-1, seed 000: one object per set-up. */
export const ONE_OBJECT =
  'one connection syncs one object, Contact or Lead: make a second connection for the other one';

/** Mailchimp's merge tags: at most 10 of A-Z, 0-9 and _ (Mailchimp, "Add merge field"). */
const TAG = /^[A-Z0-9_]{1,10}$/;

/** One Mailchimp audience and one Salesforce object, both ways. Seed 000; rules R-SY-1 to R-SY-6. */
export const mainList: Profile = {
  name: 'main-list',
  platform: 'mailchimp',
  conflict: 'salesforce', // R-SY-6
  basics,
  check,
  policy,
};

/** R-SY-2: email, first name, last name and phone; a Lead needs its company too (R-ALL-16). COMPANY counts only where the audience has that tag. */
function basics(connection: Connection): readonly FieldMapping[] {
  const people = [
    basic('Email', 'EMAIL', 'email'),
    basic('FirstName', 'FNAME', 'text'),
    basic('LastName', 'LNAME', 'text'),
    basic('Phone', 'PHONE', 'phone'),
  ];
  return connection.mainList?.object === 'Lead' ? [...people, basic('Company', 'COMPANY', 'text')] : people;
}

function basic(salesforce: string, platform: string, type: FieldType): FieldMapping {
  return { salesforce, platform, direction: 'twoWay', conflict: null, blank: 'keeps', type, values: null, zone: null };
}

function check(connection: Connection): readonly Problem[] {
  if (connection.mainList === null) return [{ path: 'object', reason: 'is missing: must be Contact or Lead' }];
  const { object } = connection.mainList;
  return Object.entries(connection.fields).flatMap(([name, rules]) => {
    if (name !== object)
      return [
        {
          path: `fields.${name}`,
          reason:
            name === 'Contact' || name === 'Lead'
              ? ONE_OBJECT
              : `this connection syncs ${object} only: remove this section`,
        },
      ];
    return rules.flatMap((rule, at) =>
      checkRule(rule).map(({ path, reason }) => ({ path: `fields.${name}[${at}].${path}`, reason })),
    );
  });
}

function checkRule(rule: FieldMapping): readonly Problem[] {
  const problems: Problem[] = [];
  if (!TAG.test(rule.platform))
    problems.push({
      path: 'platform',
      reason: 'must be a merge tag of the audience: at most 10 of A-Z, 0-9 and _, like TITLE',
    });
  const [crmEmail, platformEmail] = [rule.salesforce.toLowerCase() === 'email', rule.platform === 'EMAIL'];
  // R-SY-3: people are recognised by the standard email, so it is mapped to the member's address and nothing else is.
  if (crmEmail && !platformEmail)
    problems.push({
      path: 'platform',
      reason: 'the standard Email belongs to EMAIL, the member’s address: remove this rule',
    });
  if (platformEmail && !crmEmail)
    problems.push({
      path: 'salesforce',
      reason:
        'EMAIL, the member’s address, belongs to the standard Email; a custom email field does not stand in for it (R-SY-3)',
    });
  if (crmEmail && platformEmail && rule.blank === 'clears')
    problems.push({ path: 'blank', reason: 'an email is never cleared: remove blank' });
  return problems;
}

function policy(connection: Connection): Policy {
  const object = connection.mainList?.object ?? 'Contact';
  return {
    objects: [object], // R-SY-1
    createAs: object, // R-SY-4
    creates: { crm: true, platform: true }, // R-SY-2, R-SY-4
    updates: connection.mainList?.fieldMapping ?? false, // R-SY-5
    elsewhere: object === 'Contact' ? { Lead: 'exists-as-lead' } : { Contact: 'exists-as-contact' }, // R-ALL-1
  };
}
