import type { Command } from 'commander';
import { attachDatabase } from '../../runtime/attach.js';
import type { CliContext } from '../context.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('migrate')
    .description('create or upgrade the database schema')
    .action(async () => {
      const databaseUrl = await attachDatabase(context.home, process.env);
      const { migrate } = await import('../up/startServices.js');
      await migrate(databaseUrl);
      context.out({ migrated: true }, () => 'the database schema is up to date');
    });
}
