import type { Connection, FieldMapping } from '../../src/domain/connection.js';

/** A mapped field as a file gives it: Title and TITLE, both ways. */
export function fieldMapping(more: Partial<FieldMapping> = {}): FieldMapping {
  return {
    salesforce: 'Title',
    platform: 'TITLE',
    direction: 'twoWay',
    conflict: null,
    blank: 'keeps',
    type: null,
    values: null,
    zone: null,
    ...more,
  };
}

/** A main list of contacts, as parsed. */
export function connectionOf(more: Partial<Connection> = {}): Connection {
  return {
    id: 'acme',
    profile: 'main-list',
    schedule: { kind: 'manual' },
    allowLoopback: true,
    salesforce: {
      loginUrl: 'http://127.0.0.1:8701',
      apiVersion: '62.0',
      auth: { kind: 'client-credentials', clientId: 'client', clientSecret: '${env:SF_SECRET}' },
      externalIdField: null,
      filter: null,
      apiShare: 0.5,
      bulkFrom: 2_000,
      assignmentRules: false,
      duplicateRules: 'respect',
    },
    platform: { kind: 'mailchimp', baseUrl: 'http://127.0.0.1:8702', apiKey: '${env:MAILCHIMP_KEY}' },
    conflict: 'salesforce',
    fields: {},
    limits: { creates: 0.2, updates: 0.3, deletes: 0.05, blankings: 0.1, atLeast: 50 },
    deletions: { salesforce: 'ignore', platform: 'ignore', holdMs: 86_400_000 },
    alerts: { webhook: null, inbox: null, lagMs: null },
    unknownHoldMs: null,
    mainList: { object: 'Contact', list: 'main0001', fieldMapping: true },
    ...more,
  };
}
