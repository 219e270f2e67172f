import type { Connection } from './connection.js';

/** Under which name an org's daily calls are kept: connections of one org share them. */
export function budgetAccount({ salesforce }: Connection): string {
  return `salesforce:${salesforce.auth.kind === 'access-token' ? salesforce.auth.instanceUrl : salesforce.loginUrl}`;
}
