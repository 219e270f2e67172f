import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { EXIT, ExitError } from '../exit.js';
import { progressOn } from '../print/progress.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('retry <id>')
    .description('try inbox entries again: all, or those named')
    .option('--entry <n>', 'an entry of `tandem errors`; may be given several times', entryNumber, [])
    .action(async (id: string, options: { entry: readonly number[] }) => {
      const { withDesk } = await import('../operations/withDesk.js');
      const { retryEntries } = await import('../operations/retry.js');
      const { exitWith, reportOfEnd } = await import('../operations/finishRun.js');
      const { reportText } = await import('../print/reportText.js');
      await withDesk(context, async (desk) => {
        const progress = progressOn(process.stderr);
        const { retried, end } = await retryEntries(
          desk,
          id,
          options.entry.length === 0 ? 'all' : options.entry,
          progress.show,
        ).finally(progress.end);
        const report = end === null ? null : await reportOfEnd(desk, id, end);
        const without = retried === 0 ? 'nothing to try again' : `${retried} entries go with the next run`;
        context.out({ retried, run: report?.run ?? null, report }, () =>
          report === null ? without : `tried ${retried} entries again\n${reportText(report)}`,
        );
        if (end !== null) exitWith(id, end, report);
      });
    });
}

function entryNumber(written: string, all: readonly number[]): readonly number[] {
  if (!/^\d{1,15}$/.test(written))
    throw new ExitError(
      EXIT.invalid,
      `--entry: ${JSON.stringify(written)} is no number of an entry; see \`tandem errors\``,
    );
  return [...all, Number(written)];
}
