import path from 'node:path';
import { externalId } from './externalId.js';
import { sfClient } from './sfClient.js';
import { visit, type Client, type Visit } from './visit.js';

/** Salesforce's command line at an org whose leads have an external id. */
export interface SfVisit {
  readonly at: Visit;
  readonly sf: Client;
  /** What the command found: `result` of its `--json` document. */
  json(...args: readonly string[]): Promise<any>;
  /** The same, as the user that is logged in from the beginning. */
  asAnna(...args: readonly string[]): Promise<any>;
  /** The whole document of a command that is to end with 1. */
  refused(...args: readonly string[]): Promise<any>;
  /** Logs in with a session id. */
  withToken(token: string, alias: string): Promise<any>;
  /** A file beside the org. */
  file(name: string): string;
}

export const USER = 'anna@tandem.example';

export async function sfVisit(part: string): Promise<SfVisit> {
  const at = await visit(`sf CLI 2.146.3, ${part}`);
  const sf = await sfClient(at.org);
  const json = async (...args: readonly string[]): Promise<any> =>
    (await at.json<{ result: unknown }>(sf, ...args, '--json')).result;
  const withToken = async (token: string, alias: string): Promise<any> => {
    const client: Client = { ...sf, env: { ...sf.env, SF_ACCESS_TOKEN: token } };
    const args = ['org', 'login', 'access-token', '--instance-url', at.org.url, '--no-prompt', '--alias', alias];
    return (await at.json<{ result: unknown }>(client, ...args, '--json')).result;
  };
  await at.org.control.org({ customFields: [externalId('Lead')] });
  await withToken('00D000000000001!anna', 'anna');
  return {
    at,
    sf,
    json,
    asAnna: (...args) => json(...args, '--target-org', USER),
    refused: async (...args) => {
      const { code, stdout } = await at.run(sf, ...args, '--target-org', USER, '--json');
      if (code !== 1) throw new Error(`sf ${args.join(' ')} ended with ${code ?? 'its time limit'}: ${stdout}`);
      return JSON.parse(stdout) as unknown;
    },
    withToken,
    file: (name) => path.join(at.org.folder, name),
  };
}
