import path from 'node:path';
import { install } from './install.js';
import type { Org } from './org.js';
import type { Client } from './visit.js';

/** simple-salesforce, by the parts of client.py. It speaks https only. */
export async function pythonClient(org: Org): Promise<Client> {
  const folder = await install(PYTHON);
  return {
    program: 'python3',
    args: [path.join(folder, 'client.py')],
    env: {
      PYTHONPATH: path.join(folder, 'packages'),
      PYTHONDONTWRITEBYTECODE: '1',
      REQUESTS_CA_BUNDLE: org.certificate,
      NO_PROXY: '127.0.0.1',
      SALESFORCE_URL: org.tlsUrl,
    },
  };
}

export const PYTHON = {
  folder: 'simpleSalesforce',
  program: 'python3',
  // Every package is pinned; --target leaves the machine's own Python as it is.
  args: () =>
    '-m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --target packages -r requirements.txt'.split(
      ' ',
    ),
};
