import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { progressOn } from '../print/progress.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('approve <id> <hash>')
    .description('write what is held under a hash, where it still is as it was')
    .action(async (id: string, hash: string) => {
      const { withDesk } = await import('../operations/withDesk.js');
      const { approveHeld } = await import('../operations/approve.js');
      const { exitWith, reportOfEnd } = await import('../operations/finishRun.js');
      const { approvedText } = await import('../print/approvedText.js');
      await withDesk(context, async (desk) => {
        const progress = progressOn(process.stderr);
        const { run, written, leftOut, end } = await approveHeld(desk, id, hash, progress.show).finally(progress.end);
        const report = await reportOfEnd(desk, id, end);
        context.out({ hash, run, written, leftOut, report }, () => approvedText({ written, leftOut, report }));
        exitWith(id, end, report);
      });
    });
}
