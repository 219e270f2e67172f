import type { Command } from 'commander';
import type { CliContext } from '../context.js';

interface Options {
  readonly source: string;
  readonly text?: string;
  readonly at?: string;
}

export function register(program: Command, context: CliContext): void {
  program
    .command('consent <id> <person>')
    .description(
      'record that a person, by record id or email, agreed to be mailed again, and opt them in where that is newer than the opt-out',
    )
    .requiredOption('--source <text>', 'where the consent was given')
    .option('--at <time>', 'when, like 2026-03-01T12:00:00Z; now without it')
    .option('--text <text>', 'what was agreed to')
    .action(async (id: string, person: string, { source, text, at }: Options) => {
      const { tellOfRun } = await import('../tellOfRun.js');
      const { consentOf } = await import('../operations/consent.js');
      const { reportText } = await import('../print/reportText.js');
      const evidence = { source, text: text ?? null, at: at ?? null };
      await tellOfRun(
        context,
        id,
        (desk, watch) => consentOf(desk, id, person, evidence, watch),
        ({ consent, optedOut }, report) => ({
          json: {
            record: { salesforce: consent.crm, platform: consent.platform },
            at: new Date(consent.at).toISOString(),
            optedOut,
            report,
          },
          text: () =>
            [
              optedOut
                ? 'kept; still opted out: the consent is not newer than the opt-out, or a side does not take it (`tandem errors`)'
                : 'kept; opted in',
              ...(report === null ? [] : [reportText(report)]),
            ].join('\n'),
        }),
      );
    });
}
