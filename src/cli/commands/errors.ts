import type { Command } from 'commander';
import type { CliContext } from '../context.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('errors <id>')
    .description('the inbox: records that are not in step, grouped by cause')
    .action(async (id: string) => {
      const { withOffice } = await import('../operations/withOffice.js');
      const { listErrors } = await import('../operations/errors.js');
      const { errorsText } = await import('../print/errorsText.js');
      const { standingHolds } = await import('../operations/standingHolds.js');
      const { heldLines } = await import('../print/heldText.js');
      await withOffice(context, async (desk) => {
        const entries = await listErrors(desk, id);
        const holds = await desk.store.holds(id);
        context.out(entries, () => [errorsText(entries), ...heldLines(standingHolds(holds))].join('\n'));
      });
    });
}
