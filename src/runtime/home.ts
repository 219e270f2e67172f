import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What `up`, `demo` or `services` started, for every other command of the same home. Holds the database's password: 0600. */
export interface Services {
  /** Process that holds the home. */
  readonly pid: number;
  readonly temporal: { readonly address: string; readonly namespace: string };
  readonly ui: string | null;
  readonly database: string;
}

/** $TANDEM_HOME, else `.tandem` in the working directory. */
export function homeFolder(env: NodeJS.ProcessEnv): string {
  const given = env['TANDEM_HOME'];
  return path.resolve(given === undefined || given === '' ? '.tandem' : given);
}

export async function makeHome(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o755 });
}

const servicesFile = (home: string) => path.join(home, 'services.json');

export async function writeServices(home: string, services: Services): Promise<void> {
  const half = `${servicesFile(home)}.${process.pid}`;
  await writeFile(half, `${JSON.stringify(services, null, 2)}\n`, { mode: 0o600 });
  await rename(half, servicesFile(home));
}

/** null: nothing was started in this home, or it was stopped. */
export async function readServices(home: string): Promise<Services | null> {
  try {
    return JSON.parse(await readFile(servicesFile(home), 'utf8')) as Services;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export async function removeServices(home: string): Promise<void> {
  await rm(servicesFile(home), { force: true });
}
