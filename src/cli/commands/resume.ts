import type { Command } from 'commander';
import type { CliContext } from '../context.js';

export function register(program: Command, context: CliContext): void {
  program
    .command('resume <id>')
    .description('let a paused connection go on')
    .action(async (id: string) => {
      const { withDesk } = await import('../operations/withDesk.js');
      const { resumeConnection } = await import('../operations/resume.js');
      await withDesk(context, async (desk) => {
        const resumed = await resumeConnection(desk, id);
        context.out(resumed, () => `${id} is ${resumed.state}`);
      });
    });
}
