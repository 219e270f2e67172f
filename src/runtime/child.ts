import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { identify, lives, type Identity } from './identity.js';

/** A process of ours that runs beside us. */
export interface Child {
  readonly pid: number;
  /** Settles when it has ended, however that came; the code is null for a signal. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly process: ChildProcess;
  /** SIGTERM, and SIGKILL `graceMs` later; returns when it has ended. Again is no fault. */
  stop(graceMs: number): Promise<void>;
}

const folderOf = (home: string) => path.join(home, 'children');

/**
 * Starts a program in a process group of its own, so that Ctrl-C reaches us alone and we stop things in order. Its identity is kept in the home
 * until it ends: whoever recovers the home from a kill -9 finds it there (`stopLeftovers`).
 * @param logTo file that takes what it prints on standard error, and on standard output unless that is piped
 */
export async function startChild({
  home,
  name,
  program,
  args,
  env,
  logTo,
  pipeOut = false,
}: {
  readonly home: string;
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly logTo: string;
  readonly pipeOut?: boolean;
}): Promise<Child> {
  await mkdir(folderOf(home), { recursive: true });
  const log = await open(logTo, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', pipeOut ? 'pipe' : log.fd, log.fd],
      env: env ?? process.env,
    });
  } finally {
    await log.close();
  }
  const note = path.join(folderOf(home), `${name}.json`);
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null })); // could not be started
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const pid = child.pid ?? 0;
  const identity = pid === 0 ? null : await identify(pid);
  if (identity !== null) await writeFile(note, JSON.stringify(identity));
  const gone = ended.then(async (end) => {
    await rm(note, { force: true });
    return end;
  });
  return {
    pid,
    ended: gone,
    process: child,
    stop: async (graceMs) => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** Stops what a killed holder of this home left running, the database apart (it is adopted). Returns the names. */
export async function stopLeftovers(home: string, graceMs: number): Promise<readonly string[]> {
  const notes = await readdir(folderOf(home)).catch(() => []);
  const stopped = await Promise.all(
    notes.map(async (file) => {
      const note = path.join(folderOf(home), file);
      const identity = await readIdentity(note);
      const alive = identity !== null && (await lives(identity));
      if (alive) await end(identity, graceMs);
      await rm(note, { force: true });
      return alive ? [path.basename(file, '.json')] : [];
    }),
  );
  return stopped.flat();
}

async function readIdentity(file: string): Promise<Identity | null> {
  try {
    const { pid, began } = JSON.parse(await readFile(file, 'utf8')) as Identity;
    return typeof pid === 'number' && typeof began === 'string' ? { pid, began } : null;
  } catch {
    return null; // half written when its writer died: nothing to go by
  }
}

async function end(identity: Identity, graceMs: number): Promise<void> {
  signal(identity.pid, 'SIGTERM');
  const until = Date.now() + graceMs;
  while (await lives(identity)) {
    if (Date.now() > until) signal(identity.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended between the two looks.
  }
}
