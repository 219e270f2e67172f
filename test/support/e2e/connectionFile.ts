import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import type { Ready } from './startUp.js';

/** Names in a worker's environment that hold the sandbox's credentials, with well-formed ones; those that are to be refused begin with `bad`. */
export const SECRETS = {
  E2E_SF_SECRET: 'kanarienvogel-secret-of-the-org',
  E2E_SF_BAD: 'bad-kanarienvogel-secret-of-the-org',
  E2E_MC_KEY: 'c0ffee00c0ffee00c0ffee00c0ffee00-us1',
} as const;

/** Tandem's name in the org's write log. */
export const SALESFORCE_CLIENT = 'tandem-app';

/** A connection of Contacts and the sandbox's audience, by hand only; `more` replaces top-level keys. */
export function connectionDocument(id: string, { sandbox }: Pick<Ready, 'sandbox'>, more: object = {}): object {
  return {
    version: 1,
    id,
    profile: 'main-list',
    schedule: 'manual',
    allowLoopback: true,
    salesforce: salesforceSection(sandbox.salesforce),
    platform: { kind: 'mailchimp', baseUrl: sandbox.mailchimp, apiKey: '${env:E2E_MC_KEY}' },
    object: 'Contact',
    list: 'main0001',
    fieldMapping: { enabled: true },
    ...more,
  };
}

export function salesforceSection(loginUrl: string, secret: keyof typeof SECRETS = 'E2E_SF_SECRET'): object {
  return {
    loginUrl,
    auth: { kind: 'client-credentials', clientId: SALESFORCE_CLIENT, clientSecret: `\${env:${secret}}` },
  };
}

/** Writes a connection file below a home and returns its path. */
export async function writeConnection(home: string, name: string, document: object): Promise<string> {
  const file = path.join(home, `${name}.yaml`);
  await writeFile(file, stringify(document, { lineWidth: 0 }));
  return file;
}
