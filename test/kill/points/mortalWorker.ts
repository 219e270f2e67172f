import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '../../../src/runtime/checkout.js';
import { environment, PROGRAM } from '../../support/e2e/tandem.js';

/** The program that makes a worker die (hook.ts), as the build leaves it. */
const HOOK = path.join(checkout(), 'dist', 'test', 'kill', 'points', 'hook.js');

export interface MortalWorker {
  /** How many have died so far. */
  deaths(): number;
  /** SIGTERM; returns the exit code once the last one has ended. */
  stop(): Promise<number | null>;
}

/**
 * A worker of the home that dies at points (executioner.ts, `folder`), and is started again each time at once.
 * @param died told of each death before the next one is started
 */
export async function mortalWorker(
  home: string,
  folder: string,
  env: Readonly<Record<string, string>>,
  died: () => Promise<void>,
): Promise<MortalWorker> {
  const log = await open(path.join(home, 'worker.log'), 'a', 0o600);
  const start = () =>
    spawn(process.execPath, ['--require', HOOK, PROGRAM, 'worker'], {
      env: environment(home, { ...env, TANDEM_KILL_POINTS: folder }),
      stdio: ['ignore', log.fd, log.fd],
    });
  let current: ChildProcess = start();
  let deaths = 0;
  const last = (async () => {
    for (;;) {
      const [code, signal] = (await once(current, 'exit')) as [number | null, NodeJS.Signals | null];
      if (signal !== 'SIGKILL') return code;
      deaths += 1;
      current = start();
      await died();
    }
  })();
  return {
    deaths: () => deaths,
    async stop() {
      current.kill('SIGTERM');
      const code = await last;
      await log.close();
      return code;
    },
  };
}
