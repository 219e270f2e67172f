import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SyncError } from '../domain/faults.js';
import { identify, lives, type Identity } from './identity.js';

interface Holder extends Identity {
  readonly command: string;
  readonly since: string;
}

export interface HomeLock {
  /** The holder before us was killed: what it started may still run. */
  readonly recovered: boolean;
  release(): Promise<void>;
}

/**
 * Takes the home for this process. SyncError `refused`, naming the holder, while another one that lives has it; a dead holder's lock is taken over.
 * The lock appears whole (link(2) of a finished file), so nobody reads half of one.
 */
export async function lockHome(home: string, command: string): Promise<HomeLock> {
  const file = path.join(home, 'lock');
  const mine = path.join(home, `lock.${process.pid}`);
  const own = await identify(process.pid);
  const holder: Holder = { pid: process.pid, began: own?.began ?? '', command, since: new Date().toISOString() };
  await writeFile(mine, JSON.stringify(holder), { mode: 0o644 });
  try {
    let recovered = false;
    for (;;) {
      if (await links(mine, file)) return { recovered, release: () => release(file, holder) };
      const text = await readText(file);
      if (text === null) continue; // released between the two looks
      const other = parse(text);
      if (other !== null && (await lives(other))) {
        throw new SyncError(
          'refused',
          `${home} is held by process ${other.pid} (tandem ${other.command}, since ${other.since}): stop it first, or set TANDEM_HOME to another folder`,
          { system: 'tandem' },
        );
      }
      await setAside(file, text);
      recovered = true;
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/** Moves a dead lock away. Had another process taken it over meanwhile, theirs is put back: they hold the home. */
async function setAside(file: string, expected: string): Promise<void> {
  const aside = `${file}.stale.${process.pid}`;
  try {
    await rename(file, aside);
  } catch {
    return; // someone else was faster
  }
  if ((await readText(aside)) !== expected) await links(aside, file);
  await rm(aside, { force: true });
}

async function links(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function release(file: string, holder: Holder): Promise<void> {
  if ((await readText(file)) === JSON.stringify(holder)) await rm(file, { force: true });
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** null: not a lock of ours; treated as nobody's. */
function parse(text: string): Holder | null {
  try {
    const read = JSON.parse(text) as Partial<Holder>;
    return typeof read.pid === 'number' && typeof read.began === 'string'
      ? { pid: read.pid, began: read.began, command: String(read.command), since: String(read.since) }
      : null;
  } catch {
    return null;
  }
}
