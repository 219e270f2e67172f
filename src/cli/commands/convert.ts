import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { EXIT, type ExitCode, ExitError } from '../exit.js';

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
      const { tellOfRun } = await import('../tellOfRun.js');
      const { convertLead } = await import('../operations/convert.js');
      const { convertedText } = await import('../print/convertedText.js');
      const { reportText } = await import('../print/reportText.js');
      const wish = {
        lead,
        contact: contact ?? null,
        account: account ?? null,
        opportunity: opportunity === undefined || opportunity === NONE ? null : opportunity,
      };
      await tellOfRun(
        context,
        id,
        (desk, watch) => convertLead(desk, id, wish, watch),
        ({ order }, report) => ({
          json: { lead: order.lead, state: order.state, contact: order.became, code: order.code, report },
          text: () => [convertedText(order), ...(report === null ? [] : [reportText(report)])].join('\n'),
        }),
        {
          before: ({ order }) => endUnless(order.state !== 'refused', EXIT.refused),
          after: ({ order }) => endUnless(order.state === 'done', EXIT.unreachable),
        },
      );
    });
}

function endUnless(holds: boolean, code: ExitCode): void {
  if (!holds) throw new ExitError(code, '');
}
