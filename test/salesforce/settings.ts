import type { SalesforceAuth, SalesforceSettings } from '../../src/domain/connection.js';

/** A connection's Salesforce part with everything that is not asked for as the file's defaults have it. */
export function settings(loginUrl: string, over: Partial<SalesforceSettings> = {}): SalesforceSettings {
  return {
    loginUrl,
    apiVersion: '62.0',
    auth: { kind: 'access-token', accessToken: 'token!1', instanceUrl: loginUrl },
    externalIdField: null,
    filter: null,
    apiShare: 0.5,
    bulkFrom: 2000,
    assignmentRules: false,
    duplicateRules: 'respect',
    ...over,
  };
}

export const CLIENT: SalesforceAuth = { kind: 'client-credentials', clientId: 'client', clientSecret: 'hush' };
