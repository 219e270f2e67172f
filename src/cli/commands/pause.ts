import type { Command } from 'commander';
import type { CliContext } from '../context.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('pause <id>')
    .description('pause a connection, in the middle of a run too')
    .option('--reason <text>', 'shown to whoever looks at the connection')
    .action(async (id: string, options: { reason?: string }) => {
      const { withDesk } = await import('../operations/withDesk.js');
      const { pauseConnection } = await import('../operations/pause.js');
      await withDesk(context, async (desk) => {
        const paused = await pauseConnection(desk, id, options.reason ?? null);
        context.out(paused, () =>
          paused.state === 'paused'
            ? `${id} is paused`
            : `${id} is pausing: a call is under way, nothing begins after it`,
        );
      });
    });
}
