import { readdirSync, readFileSync } from 'node:fs';

/** What a process has used so far, by the kernel's books (Linux). */
export interface Use {
  /** User and system time, ms. */
  readonly cpuMs: number;
  /** Most memory it ever held, bytes. */
  readonly peakBytes: number;
}

const CLOCK_TICKS_A_SECOND = 100;

/** null once the process has ended. */
export function processUse(pid: number): Use | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return { cpuMs: (ticks * 1_000) / CLOCK_TICKS_A_SECOND, peakBytes: Number(peak?.[1] ?? 0) * 1_024 };
  } catch {
    return null;
  }
}

/** Of every process whose command line holds `text`, added up: PostgreSQL is many. */
export function useOf(text: string): Use {
  let sum: Use = { cpuMs: 0, peakBytes: 0 };
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    let line = '';
    try {
      line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
    } catch {
      continue;
    }
    const use = line.includes(text) ? processUse(Number(name)) : null;
    if (use) sum = { cpuMs: sum.cpuMs + use.cpuMs, peakBytes: sum.peakBytes + use.peakBytes };
  }
  return sum;
}
