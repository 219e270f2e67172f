import type { Command } from 'commander';
import type { CliContext } from '../context.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('worker')
    .description('run a worker until Ctrl-C; it ends the batches in hand first')
    .action(async () => {
      const { runWorker } = await import('../../worker.js');
      const { untilSignal } = await import('../up/untilSignal.js');
      const stop = untilSignal();
      const { databaseUrl, temporal } = await context.attach();
      const ready = () => void process.stdout.write(`ready ${JSON.stringify({ worker: process.pid })}\n`);
      await runWorker({ databaseUrl, temporal, log: context.log, stop, ready });
    });
}
