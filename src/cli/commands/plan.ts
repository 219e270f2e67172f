import { rename, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { progressOn } from '../print/progress.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('plan <id>')
    .description('what a sync would write, with its hash; writes nothing to either system')
    .option('--full', 'read everything, not only what changed')
    .option('-o, --output <file>', 'write the plan to a file, as JSON')
    .action(async (id: string, options: { full?: boolean; output?: string }) => {
      const { withDesk } = await import('../operations/withDesk.js');
      const { planConnection } = await import('../operations/plan.js');
      const { planText } = await import('../print/planText.js');
      await withDesk(context, async (desk) => {
        const progress = progressOn(process.stderr);
        const plan = await planConnection(desk, id, options.full ?? false, progress.show).finally(progress.end);
        if (options.output !== undefined) await writeWhole(options.output, `${JSON.stringify(plan, null, 2)}\n`);
        context.out(plan, () => planText(plan, options.output ?? null));
      });
    });
}

/** All of it or nothing: whoever reads the file never meets half a plan. Only its owner may: it holds people's data. */
async function writeWhole(file: string, text: string): Promise<void> {
  const half = `${file}.${process.pid}.part`;
  await writeFile(half, text, { mode: 0o600 });
  await rename(half, file);
}
