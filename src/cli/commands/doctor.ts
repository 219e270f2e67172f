import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { EXIT, ExitError } from '../exit.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description('check database, Temporal, worker and connections, and say what to mend')
    .action(async () => {
      const attached = await context.attach();
      const { examine } = await import('../doctor/examine.js');
      const findings = await examine(attached);
      const ok = findings.every((finding) => finding.ok);
      context.out({ ok, findings }, () =>
        findings.map(({ check, ok: fine, says }) => `${fine ? 'ok   ' : 'MEND '} ${check}: ${says}`).join('\n'),
      );
      if (!ok) throw new ExitError(EXIT.unreachable, '');
    });
}
