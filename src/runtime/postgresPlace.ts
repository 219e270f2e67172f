import { chmod, chown, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SyncError } from '../domain/faults.js';
import { run, type Account } from './process.js';

/** Where an embedded database lives and who it runs as. */
export interface Place {
  /** Holds `data/`, `postgres.log`, `password`. */
  readonly folder: string;
  /** null: our own. */
  readonly account: Account | null;
}

/**
 * PostgreSQL refuses to run as root: it then runs as another user, and everything lies where that user can enter. Where `wanted` is out of
 * its reach (below a 0700 home), a folder of its own is made elsewhere and its path kept in `wanted/elsewhere`: whoever removes `wanted`
 * begins anew, and two homes never share a database. Each such folder names in `home` whose it is. One whose home is gone is told of and
 * never removed: the disk of that home may only be away.
 */
export async function place(wanted: string, log: (message: string) => void): Promise<Place> {
  await mkdir(wanted, { recursive: true });
  if (process.getuid?.() !== 0) return { folder: wanted, account: null };
  const account = await serviceAccount();
  const kept = path.join(wanted, 'elsewhere');
  if (existsSync(kept)) {
    const folder = (await readFile(kept, 'utf8')).trim();
    if (existsSync(folder)) return { folder, account };
  }
  await chown(wanted, account.uid, account.gid);
  if (await enters(wanted, account)) return { folder: wanted, account };
  const folder = await elsewhere(wanted);
  await tellOfOrphans(path.dirname(folder), log);
  await chown(folder, account.uid, account.gid);
  if (!(await enters(folder, account))) {
    throw new SyncError(
      'misconfigured',
      `no folder found which the user running PostgreSQL can enter; set TANDEM_HOME to one, or DATABASE_URL to a database of your own`,
      { system: 'postgres' },
    );
  }
  await writeFile(kept, `${folder}\n`, { mode: 0o600 });
  return { folder, account };
}

/** A durable folder if the machine has one; the temporary folder may be emptied at a restart. */
async function elsewhere(wanted: string): Promise<string> {
  for (const base of ['/var/lib/tandem', path.join(os.tmpdir(), 'tandem-databases')]) {
    try {
      await mkdir(base, { recursive: true, mode: 0o755 });
      const folder = await mkdtemp(path.join(base, 'database-'));
      await chmod(folder, 0o755);
      await writeFile(path.join(folder, 'home'), `${wanted}\n`);
      return folder;
    } catch {
      continue; // a read-only or missing file system: the next one
    }
  }
  throw new SyncError(
    'misconfigured',
    'no folder for the embedded database could be made; set DATABASE_URL to a database of your own',
    { system: 'postgres' },
  );
}

async function tellOfOrphans(base: string, log: (message: string) => void): Promise<void> {
  for (const name of await readdir(base)) {
    const folder = path.join(base, name);
    const home = (await readFile(path.join(folder, 'home'), 'utf8').catch(() => '')).trim();
    if (home !== '' && !existsSync(home))
      log(`${folder} holds the database of ${home}, which is gone: remove it too unless that home comes back`);
  }
}

async function enters(folder: string, account: Account): Promise<boolean> {
  return (await run('test', ['-w', folder, '-a', '-x', folder], { account })).code === 0;
}

/** `postgres` where a package made it, else `nobody`, else a user made for it. initdb wants one that has an entry in the user database. */
async function serviceAccount(): Promise<Account> {
  const found = await lookUp();
  if (found !== null) return found;
  await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'tandem']);
  const made = await lookUp();
  if (made !== null) return made;
  throw new SyncError(
    'misconfigured',
    'PostgreSQL does not run as root, and there is no other user to run it as; start tandem as another user, or set DATABASE_URL',
    { system: 'postgres' },
  );
}

async function lookUp(): Promise<Account | null> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody', 'tandem']) {
    const entry = lines.find((fields) => fields[0] === name);
    const [uid, gid] = [Number(entry?.[2]), Number(entry?.[3])];
    if (entry !== undefined && uid > 0 && gid > 0) return { uid, gid };
  }
  return null;
}
