import type { Command } from 'commander';
import type { CliContext } from '../context.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('services')
    .description('start database and Temporal only; runs until Ctrl-C')
    .action(async () => {
      const { standBy, withEverything } = await import('../up/everything.js');
      const { readyText } = await import('../up/readyText.js');
      await withEverything(context, { command: 'services', sandboxPort: null, worker: false }, async (everything) => {
        process.stdout.write(`${readyText(everything.services, null, null)}\n`);
        await standBy(everything);
      });
    });
}
