/** A sound connection file for the sandbox; tests change what they are about. */
export const sound = {
  version: 1,
  id: 'acme-newsletter',
  profile: 'main-list',
  schedule: { every: '15m' },
  allowLoopback: true,
  salesforce: {
    loginUrl: 'http://127.0.0.1:8701',
    apiVersion: '62.0',
    auth: { kind: 'client-credentials', clientId: 'client', clientSecret: '${env:SF_SECRET}' },
  },
  platform: { kind: 'mailchimp', baseUrl: 'http://127.0.0.1:8702', apiKey: '${env:MAILCHIMP_KEY}' },
  object: 'Contact',
  list: 'main0001',
  fieldMapping: { enabled: true },
  fields: { Contact: [{ salesforce: 'Title', platform: 'TITLE', direction: 'twoWay' }] },
} as const;

export type Changes = Readonly<Record<string, unknown>>;

/** `undefined` takes a section out. */
export function fileWith(changes: Changes): string {
  return JSON.stringify({ ...sound, ...changes });
}
