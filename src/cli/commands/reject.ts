import type { Command } from 'commander';
import type { CliContext } from '../context.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('reject <id> <hash>')
    .description('leave unwritten what is held under a hash, until the people it is about change')
    .action(async (id: string, hash: string) => {
      const { withDesk } = await import('../operations/withDesk.js');
      const { rejectHeld } = await import('../operations/reject.js');
      await withDesk(context, async (desk) => {
        const rejected = await rejectHeld(desk, id, hash);
        context.out({ hash, rejected }, () => `${rejected} changes stay unwritten`);
      });
    });
}
