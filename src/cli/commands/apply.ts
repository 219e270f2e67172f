import path from 'node:path';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { EXIT, ExitError } from '../exit.js';
import { problemsText } from '../print/problemsText.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('apply <file>')
    .description('create or change the connection a file describes, and wait until a worker has taken it')
    .action(async (file: string) => {
      const { parseFile } = await import('../operations/parseFile.js');
      const parsed = await parseFile(file);
      if ('problems' in parsed) {
        if (context.json) context.out({ valid: false, problems: parsed.problems }, () => '');
        throw new ExitError(EXIT.invalid, problemsText(parsed.problems));
      }
      const { withDesk } = await import('../operations/withDesk.js');
      const { applyFile } = await import('../operations/apply.js');
      await withDesk(context, async (desk) => {
        const { id, version, changed, state, problems } = await applyFile(
          desk,
          parsed.connection,
          path.dirname(path.resolve(file)),
        );
        if (problems.length > 0) {
          if (context.json) context.out({ valid: false, problems }, () => '');
          throw new ExitError(EXIT.invalid, problemsText(problems));
        }
        context.out(
          { id, version, changed },
          () =>
            `${id}, version ${version}: ${changed.length === 0 ? 'nothing changed' : `changed ${changed.join(', ')}`}`,
        );
        if (state !== 'needsAuth' && state !== 'blocked' && state !== 'waiting') return;
        const stored = await desk.store.state(id);
        throw new ExitError(
          EXIT.unreachable,
          `applied, but the connection is ${state}: ${stored?.reason ?? `see \`tandem status ${id}\``}`,
        );
      });
    });
}
