import path from 'node:path';
import type { Command } from 'commander';
import type { Connection } from '../../domain/connection.js';
import type { Problem } from '../../profiles/profile.js';
import type { CliContext } from '../context.js';
import { EXIT, ExitError, type ExitCode } from '../exit.js';
import { problemsText } from '../print/problemsText.js';

interface Findings {
  readonly problems: readonly Problem[];
  readonly code: ExitCode;
}

export function register(program: Command, context: CliContext): void {
  program
    .command('validate <file>')
    .description('check a connection file, without resolving its references')
    .option('--live', 'also against both systems: credentials, fields, required fields')
    .action(async (file: string, options: { live?: boolean }) => {
      const { problems, code } = await examined(file, options.live ?? false);
      const valid = problems.length === 0;
      context.out({ valid, problems }, () =>
        valid ? `${file}: sound${options.live === true ? ', and both systems agree' : ''}` : problemsText(problems),
      );
      if (!valid) throw new ExitError(code, '');
    });
}

async function examined(file: string, live: boolean): Promise<Findings> {
  const { parseFile } = await import('../operations/parseFile.js');
  const parsed = await parseFile(file);
  if ('problems' in parsed) return { problems: parsed.problems, code: EXIT.invalid };
  return live ? examinedLive(parsed.connection, file) : { problems: [], code: EXIT.done };
}

/** Credentials that are refused are a problem of the file too, though one that exit 5 tells. */
async function examinedLive(connection: Connection, file: string): Promise<Findings> {
  const { validateLive } = await import('../operations/validateLive.js');
  const { SyncError } = await import('../../domain/faults.js');
  try {
    return { problems: await validateLive(connection, path.dirname(path.resolve(file))), code: EXIT.invalid };
  } catch (error) {
    if (!(error instanceof SyncError) || error.kind !== 'unauthorized') throw error;
    const at = error.detail.system === 'salesforce' ? 'salesforce.auth' : 'platform';
    return { problems: [{ path: at, reason: error.message }], code: EXIT.unreachable };
  }
}
