import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { EXIT, ExitError } from '../exit.js';
import { progressOn } from '../print/progress.js';

interface Options {
  readonly contact?: string;
  readonly account?: string;
  readonly opportunity?: string;
}

/** `--opportunity none` says in so many words what is so without it. */
const NONE = 'none';

export function register(program: Command, context: CliContext): void {
  program
    .command('convert <id> <lead-id>')
    .description('convert a lead in Salesforce, once, and sync whom it became')
    .option('--contact <id>', 'into this contact')
    .option('--account <id>', 'into this account')
    .option('--opportunity <name>', 'and make an opportunity of this name (none: make none, as without this option)')
    .action(async (id: string, lead: string, { contact, account, opportunity }: Options) => {
      const { withDesk } = await import('../operations/withDesk.js');
      const { convertLead } = await import('../operations/convert.js');
      const { exitWith, reportOfEnd } = await import('../operations/finishRun.js');
      const { convertedText } = await import('../print/convertedText.js');
      const { reportText } = await import('../print/reportText.js');
      const wish = {
        lead,
        contact: contact ?? null,
        account: account ?? null,
        opportunity: opportunity === undefined || opportunity === NONE ? null : opportunity,
      };
      await withDesk(context, async (desk) => {
        const progress = progressOn(process.stderr);
        const { order, end } = await convertLead(desk, id, wish, progress.show).finally(progress.end);
        const report = await reportOfEnd(desk, id, end);
        const { state, became, code } = order;
        context.out({ lead: order.lead, state, contact: became, code, report }, () =>
          [convertedText(order), ...(report === null ? [] : [reportText(report)])].join('\n'),
        );
        if (state === 'refused') throw new ExitError(EXIT.refused, '');
        exitWith(id, end, report);
        if (state !== 'done') throw new ExitError(EXIT.unreachable, '');
      });
    });
}
