import path from 'node:path';
import { install } from './install.js';
import type { Org } from './org.js';
import type { Client } from './visit.js';

/** go-salesforce, by the parts of main.go: built once. */
export async function goClient(org: Org): Promise<Client> {
  const folder = await install(GO);
  return { program: path.join(folder, 'client'), args: [], env: { SALESFORCE_URL: org.url, NO_PROXY: '127.0.0.1' } };
}

export const GO = {
  folder: 'goSalesforce',
  program: 'go',
  args: () => ['build', '-o', 'client', '.'],
  // The toolchain that is there, or none: nothing is downloaded but the modules of go.sum.
  env: { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' },
};
