import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Command } from 'commander';
import { checkout } from '../../runtime/checkout.js';
import type { CliContext } from '../context.js';
import { EXIT, ExitError } from '../exit.js';
import { portOf } from '../portOf.js';

interface Options {
  readonly port?: string;
  readonly data?: string;
}

/** The sandbox shares no code with the product: it stays a process of its own, with its output as ours. */
export function register(program: Command, _context: CliContext): void {
  program
    .command('sandbox')
    .description('start the sandbox systems only; runs until Ctrl-C')
    .option('--port <port>', 'where the ports begin (8700)')
    .option('--data <dir>', 'keep the records in this folder')
    .action(async ({ port, data }: Options) => {
      const { untilSignal } = await import('../up/untilSignal.js');
      const { USUAL_SANDBOX_PORT } = await import('../up/startSandbox.js');
      const first = port === undefined ? USUAL_SANDBOX_PORT : portOf(port);
      const stop = untilSignal();
      const args = [
        path.join(checkout(), 'dist', 'sandbox', 'process.js'),
        '--port',
        String(first),
        ...(data === undefined ? [] : ['--data', path.resolve(data)]),
      ];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
      stop.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
      const code = await new Promise<number | null>((resolve) => {
        child.once('exit', resolve);
        child.once('error', () => resolve(null));
      });
      if (code !== 0 && !stop.aborted) throw new ExitError(EXIT.unexpected, 'the sandbox ended by itself');
    });
}
