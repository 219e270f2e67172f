import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { existsSync } from 'node:fs';
import { stringify } from 'yaml';
import type { SandboxUrls } from '../up/startSandbox.js';

export const SAMPLE_ID = 'demo';
/** The audience every sandbox begins with (contract, Sandbox). */
export const SAMPLE_LIST = 'main0001';
/** Well-formed and worth nothing: the sandbox takes any such. */
export const SAMPLE_KEYS = {
  'salesforce.secret': 'sandbox-client-secret',
  'mailchimp.key': '0123456789abcdef0123456789abcdef-us1',
} as const;

/** A connection file between the sandbox's systems, as a user would write it: secrets by reference. */
export function sampleConnection({ salesforce, mailchimp }: Pick<SandboxUrls, 'salesforce' | 'mailchimp'>) {
  return {
    version: 1,
    id: SAMPLE_ID,
    profile: 'main-list',
    schedule: { every: '1m' },
    allowLoopback: true,
    salesforce: {
      loginUrl: salesforce,
      auth: { kind: 'client-credentials', clientId: 'sandbox-client', clientSecret: '${file:salesforce.secret}' },
    },
    platform: { kind: 'mailchimp', baseUrl: mailchimp, apiKey: '${file:mailchimp.key}' },
    object: 'Contact',
    list: SAMPLE_LIST,
  };
}

/**
 * Writes the sample and its two secrets below the home and returns the file's path. The file is written anew each time, because the sandbox's ports
 * may have moved; the secrets stay as they are.
 */
export async function writeSample(home: string, urls: Pick<SandboxUrls, 'salesforce' | 'mailchimp'>): Promise<string> {
  const folder = path.join(home, 'demo');
  await mkdir(folder, { recursive: true });
  for (const [name, secret] of Object.entries(SAMPLE_KEYS)) {
    const at = path.join(folder, name);
    if (!existsSync(at)) await writeFile(at, `${secret}\n`, { mode: 0o600 });
  }
  const file = path.join(folder, 'connection.yaml');
  await writeFile(file, stringify(sampleConnection(urls), { lineWidth: 0 }));
  return file;
}
