import type { Command } from 'commander';
import type { CliContext } from '../context.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('untombstone <id> <person>')
    .description('let a deleted person be created again: by Salesforce id, platform id or email')
    .action(async (id: string, person: string) => {
      const { withOffice } = await import('../operations/withOffice.js');
      const { clearTombstones } = await import('../operations/untombstone.js');
      await withOffice(context, async (desk) => {
        const cleared = await clearTombstones(desk, id, person);
        context.out({ cleared }, () => `${cleared} records may be created again; the next run does`);
      });
    });
}
