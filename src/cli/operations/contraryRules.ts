import type { Connection, SalesforceSettings } from '../../domain/connection.js';

export interface ContraryRule {
  /** Where in the file it stands. */
  readonly path: string;
  /** `Contact.Title` */
  readonly field: string;
}

/** R-ALL-17: one-way rules of two connections of one org that would drive the same Salesforce field in opposite directions for ever. */
export function contraryRules(one: Connection, two: Connection): readonly ContraryRule[] {
  if (!sameOrg(one.salesforce, two.salesforce)) return [];
  return Object.entries(one.fields).flatMap(([object, rules]) => {
    const others = two.fields[object] ?? [];
    return rules.flatMap((rule, at) => {
      if (rule.direction === 'twoWay') return [];
      const contrary = others.some(
        (other) =>
          other.salesforce.toLowerCase() === rule.salesforce.toLowerCase() &&
          other.direction !== 'twoWay' &&
          other.direction !== rule.direction,
      );
      return contrary ? [{ path: `fields.${object}[${at}].direction`, field: `${object}.${rule.salesforce}` }] : [];
    });
  });
}

/** Log-in hosts every org shares: there the user tells orgs apart. */
const SHARED_HOSTS: ReadonlySet<string> = new Set(['https://login.salesforce.com', 'https://test.salesforce.com']);

/** As far as the files tell: nobody is asked before a connection is applied. */
function sameOrg(one: SalesforceSettings, two: SalesforceSettings): boolean {
  if (addressOf(one) !== addressOf(two)) return false;
  return !SHARED_HOSTS.has(addressOf(one)) || userOf(one) === userOf(two);
}

function addressOf({ auth, loginUrl }: SalesforceSettings): string {
  return auth.kind === 'access-token' ? auth.instanceUrl : loginUrl;
}

function userOf({ auth }: SalesforceSettings): string {
  switch (auth.kind) {
    case 'jwt-bearer':
    case 'password':
      return auth.username;
    case 'refresh-token':
      return auth.refreshToken;
    case 'client-credentials':
      return auth.clientId;
    case 'access-token':
      return auth.accessToken;
  }
}
