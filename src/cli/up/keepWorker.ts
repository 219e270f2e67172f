import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '../../runtime/checkout.js';
import { startChild, type Child } from '../../runtime/child.js';
import { readyLine } from '../../runtime/readyLine.js';
import type { Closing } from './closing.js';

/** A worker that dies at once would otherwise be started without end as fast as it dies; ms. */
const RESTART_AFTER = [250, 1000, 4000, 15_000] as const;
/** One that lived this long was sound: counting begins anew. */
const SOUND_AFTER = 60_000;
/** Longer than the worker's own drain. */
const GRACE = 35_000;
const READY_WITHIN = 180_000;
/**
 * V8's bounds for a process that lives long beside others. By itself it lets some 200 MB of garbage gather before it looks, and collects with four
 * threads that take turns on two cores. Its heap is small, so it is marked in one go (some 50 ms): step by step, a first sync of 50,000 marked it 22 times
 * instead of 9, at twice the cost. Its optimising compiler begins eight times later than by itself and inlines a third as much: in first syncs of 50,000 V8's own
 * threads took 0.4 of the worker's 8.9 s so, and 0.8 of 9.5 and 0.9 of 9.9 where it began twice as late.
 * Nothing is made old at once for what became of others made at its place: rows of a database's answer are, and keep all that hangs on them until the next marking
 * (in first syncs of 50,000 290 MB were moved to the old and 4 markings made so, 200 MB and 2 without).
 */
const V8 = [
  '--max-old-space-size=1024',
  '--max-semi-space-size=16',
  '--heap-growing-percent=80',
  '--single-threaded-gc',
  '--no-incremental-marking',
  '--interrupt-budget=1080000',
  '--max-inlined-bytecode-size-cumulative=300',
  '--no-allocation-site-pretenuring',
];

/** A dozen threads, most of them idle, would each keep memory of their own: some 40 MB of a first sync's peak. Source: glibc, mallopt(3). */
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' };

/** Starts the worker as a process of its own and starts it again whenever it dies. Returns the first one's pid once it polls. */
export async function keepWorker({
  home,
  env,
  log,
  closing,
}: {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: (message: string) => void;
  readonly closing: Closing;
}): Promise<{ readonly pid: number }> {
  const logTo = path.join(home, 'worker.log');
  const full = { ...env, TANDEM_HOME: home, TANDEM_SECRET_KEY: env['TANDEM_SECRET_KEY'] ?? (await keptKey(home)) };
  const start = () =>
    startChild({
      home,
      name: 'worker',
      program: process.execPath,
      args: [...V8, path.join(checkout(), 'dist', 'src', 'cli', 'main.js'), 'worker'],
      env: { ...FEW_ARENAS, ...full },
      logTo,
      pipeOut: true,
    });

  const stopping = new AbortController();
  let current = await start();
  const kept = (async () => {
    let deaths = 0;
    for (;;) {
      const began = Date.now();
      await current.ended;
      if (stopping.signal.aborted) return;
      deaths = Date.now() - began > SOUND_AFTER ? 0 : deaths + 1;
      const wait = RESTART_AFTER[Math.min(deaths, RESTART_AFTER.length) - 1] ?? RESTART_AFTER[0];
      log(`the worker ended; starting it again in ${wait} ms (its log: ${logTo})`);
      await pause(wait, stopping.signal);
      if (stopping.signal.aborted) return;
      current = await start();
      drained(current);
    }
  })();
  closing.add('the worker', async () => {
    stopping.abort();
    await current.stop(GRACE);
    await kept;
    await current.stop(GRACE); // one that was being started just then
  });
  await readyLine(current, 'the worker', logTo, READY_WITHIN);
  return { pid: current.pid };
}

/** A pipe nobody reads would stop its writer in the end. */
function drained(child: Child): void {
  child.process.stdout?.resume();
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** Key of the stored secrets, made once for this home where none is given. */
async function keptKey(home: string): Promise<string> {
  const file = path.join(home, 'secret.key');
  if (!existsSync(file)) await writeFile(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  return (await readFile(file, 'utf8')).trim();
}
