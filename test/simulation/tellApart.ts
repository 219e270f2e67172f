import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { checkout } from '../../src/runtime/checkout.js';
import type { Summary } from './tally.js';

/** The built simulator: jest's own module scope makes each history five times dearer. */
const SIMULATOR = path.join(checkout(), 'dist', 'test', 'simulation', 'main.js');
/** At most so many at once, so that a process that fails loses little and all end together. */
const SHARE = 1_000;

const run = promisify(execFile);

/** Which histories, as the command names them. */
export interface Sorts {
  readonly calm?: boolean;
  readonly short?: boolean;
  readonly two?: boolean;
}

/** @param bug name of a planted bug. Tells histories `from`, `from + 1`, … in several processes side by side; the sum is the same as one process would give. */
export async function tellApart(
  from: number,
  count: number,
  processes: number,
  bug: string | null = null,
  sorts: Sorts = {},
): Promise<Summary> {
  const summaries: Summary[] = [];
  const share = Math.min(SHARE, Math.ceil(count / processes));
  let next = from;
  const work = async (): Promise<void> => {
    for (let seed = next; seed < from + count; seed = next) {
      const histories = Math.min(share, from + count - seed);
      next = seed + histories;
      summaries.push(await tellShare(seed, histories, bug, sorts));
    }
  };
  await Promise.all(Array.from({ length: processes }, work));
  return summaries.reduce(added);
}

async function tellShare(
  seed: number,
  histories: number,
  bug: string | null,
  { calm, short, two }: Sorts,
): Promise<Summary> {
  const args = [
    SIMULATOR,
    '--json',
    '--histories',
    String(histories),
    '--seed',
    String(seed),
    ...(bug === null ? [] : ['--bug', bug]),
    ...(calm ? ['--calm'] : []),
    ...(short ? ['--short'] : []),
    ...(two ? ['--two'] : []),
  ];
  try {
    return JSON.parse((await run(process.execPath, args, { maxBuffer: 1 << 26 })).stdout) as Summary;
  } catch (error) {
    // Exit 1: it told all of them, and some failed.
    if (error instanceof Error && 'code' in error && error.code === 1 && 'stdout' in error)
      return JSON.parse(String(error.stdout)) as Summary;
    throw error;
  }
}

function added(left: Summary, right: Summary): Summary {
  const fired = { ...left.fired };
  for (const [fault, times] of Object.entries(right.fired)) fired[fault] = (fired[fault] ?? 0) + times;
  return {
    histories: left.histories + right.histories,
    runs: left.runs + right.runs,
    writes: left.writes + right.writes,
    windowLosses: left.windowLosses + right.windowLosses,
    cpuMs: left.cpuMs + right.cpuMs,
    fired,
    failures: [...left.failures, ...right.failures].toSorted((a, b) => a.seed - b.seed),
  };
}
