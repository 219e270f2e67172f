import { readFile } from 'node:fs/promises';
import { resolveReferences } from '../../connection/references.js';
import type { Connection } from '../../domain/connection.js';
import { SyncError } from '../../domain/faults.js';
import type { PerSide } from '../../domain/side.js';
import { openPlatform } from '../../platforms/index.js';
import type { Schema } from '../../ports/people.js';
import { profileOf } from '../../profiles/choose.js';
import type { Policy, Problem, Profile } from '../../profiles/profile.js';
import { salesforce } from '../../salesforce/index.js';
import { schemaProblems } from './schemaProblems.js';

/**
 * Checks a sound file against both systems as a worker on this machine would meet them: credentials, mapped fields, required fields. Writes nothing.
 * Throws SyncError `unauthorized` for a missing reference or refused credentials, and the other kinds as the systems answer.
 * @param folder of the file: `${file:}` is relative to it
 */
export async function validateLive(connection: Connection, folder: string): Promise<readonly Problem[]> {
  const profile = profileOf(connection.profile);
  if (profile === null)
    throw new SyncError('misconfigured', `profile ${connection.profile} is not in this version`, { system: 'tandem' });
  const policy = profile.policy(connection);
  const resolved = await resolveReferences(connection, {
    env: process.env,
    folder,
    readFile: (path) => readFile(path, 'utf8'),
  });
  return schemaProblems(connection, profile.basics(connection), policy, await schemas(resolved, profile, policy));
}

async function schemas(
  { salesforce: settings, platform, allowLoopback, mainList }: Connection,
  profile: Profile,
  policy: Policy,
): Promise<PerSide<Schema>> {
  const people = openPlatform(profile.platform, { settings: platform, allowLoopback, list: mainList?.list ?? '' });
  const org = await salesforce({ settings, allowLoopback, objects: policy.objects, lookIn: policy.objects });
  const [crm, there] = await Promise.all([
    org.describe(policy.createAs),
    people.describe(people.objects[0] ?? policy.createAs),
  ]);
  return { crm, platform: there };
}
