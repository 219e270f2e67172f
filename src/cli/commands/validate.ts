import path from 'node:path';
import type { Command } from 'commander';
import type { Connection } from '../../domain/connection.js';
import type { CliContext } from '../context.js';
import { EXIT, ExitError } from '../exit.js';
import { readFileOrExit } from '../operations/readFileOrExit.js';
import { problemsText } from '../print/problemsText.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('validate <file>')
    .description('check a connection file, without resolving its references')
    .option('--live', 'also against both systems: credentials, fields, required fields')
    .action(async (file: string, options: { live?: boolean }) => {
      const { parseConnectionFile } = await import('../../connection/parse.js');
      const parsed = parseConnectionFile(await readFileOrExit(file), file);
      const problems =
        'problems' in parsed ? parsed.problems : options.live === true ? await live(parsed.connection, file) : [];
      const valid = problems.length === 0;
      context.out({ valid, problems }, () =>
        valid ? `${file}: sound${options.live === true ? ', and both systems agree' : ''}` : problemsText(problems),
      );
      if (!valid) throw new ExitError(EXIT.invalid, '');
    });
}

async function live(connection: Connection, file: string) {
  const { validateLive } = await import('../operations/validateLive.js');
  return validateLive(connection, path.dirname(path.resolve(file)));
}
