import type { Command } from 'commander';
import type { CliContext } from '../context.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('list')
    .description('every connection: state, last and next run, inbox')
    .action(async () => {
      const { withOffice } = await import('../operations/withOffice.js');
      const { statusOf } = await import('../operations/status.js');
      const { listText } = await import('../print/statusText.js');
      await withOffice(context, async (desk) => {
        const ids = (await desk.store.connections()).map((connection) => connection.id).toSorted();
        const all = await Promise.all(ids.map((id) => statusOf(desk, id)));
        context.out(all, () => listText(all));
      });
    });
}
