import type { Connection } from './connection.js';

/** Any org's users sign in there: these addresses name none. */
const ANYBODYS = /^https:\/\/(?:login|test)\.salesforce\.(?:com|mil)\/?$/;

/** Under which name an org's daily calls are kept: connections of one org share them, as far as their files show that it is one. */
export function budgetAccount({ id, salesforce }: Pick<Connection, 'id' | 'salesforce'>): string {
  const { auth, loginUrl } = salesforce;
  const place = auth.kind === 'access-token' ? auth.instanceUrl : loginUrl;
  return `salesforce:${place}${ANYBODYS.test(place) ? `#${id}` : ''}`;
}
