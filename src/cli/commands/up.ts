import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { portOf } from '../portOf.js';

interface Options {
  readonly sandbox?: boolean;
  readonly port?: string;
}

export function register(program: Command, context: CliContext): void {
  program
    .command('up')
    .description(
      'start database, Temporal with its Web UI, and a worker; with --sandbox, sandbox systems too; runs until Ctrl-C',
    )
    .option('--sandbox', 'start the sandbox systems')
    .option('--port <port>', 'where the sandbox’s ports begin (8700)')
    .action(async ({ sandbox, port }: Options) => {
      const { USUAL_SANDBOX_PORT } = await import('../up/startSandbox.js');
      const first = port === undefined ? USUAL_SANDBOX_PORT : portOf(port);
      const { standBy, withEverything } = await import('../up/everything.js');
      const { readyText } = await import('../up/readyText.js');
      await withEverything(
        context,
        { command: 'up', sandboxPort: sandbox === true ? first : null, worker: true },
        async (everything) => {
          process.stdout.write(`${readyText(everything.services, everything.sandbox, everything.worker)}\n`);
          await standBy(everything);
        },
      );
    });
}
