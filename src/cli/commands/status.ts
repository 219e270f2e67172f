import type { Command } from 'commander';
import type { CliContext } from '../context.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('status <id>')
    .description('how a connection stands: state, runs, lag, inbox, API budget')
    .action(async (id: string) => {
      const { withOffice } = await import('../operations/withOffice.js');
      const { statusOf } = await import('../operations/status.js');
      const { statusText } = await import('../print/statusText.js');
      await withOffice(context, async (desk) => {
        const status = await statusOf(desk, id);
        context.out(status, () => statusText(status));
      });
    });
}
