import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { progressOn } from '../print/progress.js';

interface Options {
  readonly full?: boolean;
  readonly record: readonly string[];
  readonly wait: boolean;
  readonly evenPaused?: boolean;
}

export function register(program: Command, context: CliContext): void {
  program
    .command('sync <id>')
    .description('sync now, wait, and print the report')
    .option('--full', 'read everything, not only what changed')
    .option(
      '--record <salesforce-id>',
      'sync just this record, first in the queue; may be given several times',
      (id: string, all: readonly string[]) => [...all, id],
      [],
    )
    .option('--no-wait', 'print the run number at once')
    .option('--even-paused', 'also while the connection is paused')
    .action(async (id: string, options: Options) => {
      const wish = { full: options.full ?? false, records: options.record, evenPaused: options.evenPaused ?? false };
      const { withDesk } = await import('../operations/withDesk.js');
      const { expectFound, requestSync } = await import('../operations/sync.js');
      await withDesk(context, async (desk) => {
        const run = await requestSync(desk, id, wish);
        if (!options.wait) return context.out({ run }, () => `run ${run} of ${id} is queued`);
        const { awaitRun } = await import('../operations/awaitRun.js');
        const { exitWith, reportOfEnd } = await import('../operations/finishRun.js');
        const { reportText } = await import('../print/reportText.js');
        const progress = progressOn(process.stderr);
        const end = await awaitRun(desk, { id, run, evenPaused: wish.evenPaused }, progress.show).finally(progress.end);
        const report = await reportOfEnd(desk, id, end);
        if (report !== null) context.out(report, () => reportText(report));
        exitWith(id, end, report);
        await expectFound(desk, id, wish, end);
      });
    });
}
