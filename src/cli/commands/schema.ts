import type { Command } from 'commander';
import type { CliContext } from '../context.js';

export function register(program: Command, _context: CliContext): void {
  program
    .command('schema')
    .description('print the JSON Schema of the connection file')
    .action(async () => {
      const { connectionJsonSchema } = await import('../../connection/jsonSchema.js');
      // The schema is a JSON document with and without --json.
      process.stdout.write(`${JSON.stringify(connectionJsonSchema(), null, 2)}\n`);
    });
}
