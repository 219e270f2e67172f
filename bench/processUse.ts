import { readdirSync, readFileSync } from 'node:fs';

/** What a process has used so far, by the kernel's books (Linux). */
export interface Use {
  /** User and system time, its ended children's included, ms. */
  readonly cpuMs: number;
  /** Most memory it ever held, bytes. */
  readonly peakBytes: number;
}

const CLOCK_TICKS_A_SECOND = 100;
const NOTHING: Use = { cpuMs: 0, peakBytes: 0 };

/** Nothing once the process has ended. */
export function useOf(pid: number): Use {
  const stat = statOf(pid);
  if (stat === null) return NOTHING;
  // proc(5), after the name: utime, stime, cutime, cstime.
  const ticks = stat.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  const peak = /VmHWM:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`) ?? '');
  return { cpuMs: (ticks * 1_000) / CLOCK_TICKS_A_SECOND, peakBytes: Number(peak?.[1] ?? 0) * 1_024 };
}

/** Of a process that has `words` on its command line, and all its children: PostgreSQL is many. Peaks are added up, shared memory with them. */
export function useOfTree(words: string): Use {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const roots = pids.filter((pid) => (read(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').includes(words));
  const chosen = pids.filter((pid) => roots.includes(pid) || roots.includes(statOf(Number(pid))?.[1] ?? ''));
  return chosen
    .map((pid) => useOf(Number(pid)))
    .reduce((sum, one) => ({ cpuMs: sum.cpuMs + one.cpuMs, peakBytes: sum.peakBytes + one.peakBytes }), NOTHING);
}

/** Fields of /proc/PID/stat behind the name, from the state on. */
function statOf(pid: number): readonly string[] | null {
  const stat = read(`/proc/${pid}/stat`);
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** null: ended meanwhile. */
function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
