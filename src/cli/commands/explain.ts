import type { Command } from 'commander';
import type { CliContext } from '../context.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('explain <id> <person>')
    .description('why a person stands as it does: by Salesforce id, platform id or email')
    .action(async (id: string, person: string) => {
      const { withOffice } = await import('../operations/withOffice.js');
      const { explainPerson } = await import('../operations/explain.js');
      const { explainText } = await import('../print/explainText.js');
      await withOffice(context, async (desk) => {
        const explained = await explainPerson(desk, id, person);
        context.out(explained, () => explainText(explained));
      });
    });
}
