import { readFile } from 'node:fs/promises';
import { run } from './process.js';

/** A process, told apart from a later one with the same number. */
export interface Identity {
  readonly pid: number;
  /** When it began, in the system's own words; only ever compared. */
  readonly began: string;
}

/** null: there is no such process (any more). */
export async function identify(pid: number): Promise<Identity | null> {
  const began = process.platform === 'linux' ? await beganLinux(pid) : await beganElsewhere(pid);
  return began === null ? null : { pid, began };
}

export async function lives(identity: Identity): Promise<boolean> {
  return (await identify(identity.pid))?.began === identity.began;
}

/** proc(5): field 22 is the start time, counted from behind the last `)` because a name may hold spaces; field 3 `Z` has ended and is not yet reaped. */
async function beganLinux(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const began = fields[19];
    return fields[0] === 'Z' || began === undefined ? null : `${await bootId()}/${began}`;
  } catch {
    return null; // gone
  }
}

/** Start times count from the machine's start: the same number may come back after the next one. */
async function bootId(): Promise<string> {
  try {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  } catch {
    return 'unknown'; // hidden in some containers
  }
}

async function beganElsewhere(pid: number): Promise<string | null> {
  const { code, output } = await run('ps', ['-o', 'lstart=', '-p', String(pid)]);
  return code === 0 && output.trim() !== '' ? output.trim() : null;
}
