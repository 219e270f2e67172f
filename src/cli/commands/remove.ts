import type { Command } from 'commander';
import type { CliContext } from '../context.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('remove <id>')
    .description('end a connection; the people of neither system are touched')
    .action(async (id: string) => {
      const { withDesk } = await import('../operations/withDesk.js');
      const { removeConnection } = await import('../operations/remove.js');
      await withDesk(context, async (desk) => {
        const removed = await removeConnection(desk, id);
        context.out(removed, () => `${id} is removed; its history is kept for the retention time`);
      });
    });
}
