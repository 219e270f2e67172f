import type { Command } from 'commander';
import type { CliContext } from '../context.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('approve <id> <hash>')
    .description('write what is held under a hash, where it still is as it was')
    .action(async (id: string, hash: string) => {
      const { tellOfRun } = await import('../tellOfRun.js');
      const { approveHeld } = await import('../operations/approve.js');
      const { approvedText } = await import('../print/approvedText.js');
      await tellOfRun(
        context,
        id,
        (desk, watch) => approveHeld(desk, id, hash, watch),
        ({ run, written, leftOut }, report) => ({
          json: { hash, run, written, leftOut, report },
          text: () => approvedText({ written, leftOut, report }),
        }),
      );
    });
}
