import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { EXIT, ExitError } from '../exit.js';

interface Options {
  readonly people: string;
  readonly once?: boolean;
  readonly profile: string;
}

/** What the sandbox has names and addresses for within a minute on a small machine. */
const MOST_PEOPLE = 1_000_000;

export function register(program: Command, context: CliContext): void {
  program
    .command('demo')
    .description('everything at once: services, sandbox, worker and a sample connection; runs until Ctrl-C')
    .option('--people <n>', 'how many made-up people', '2000')
    .option('--once', 'end when both sides are in step')
    .option('--profile <profile>', 'profile of the sample', 'main-list')
    .action(async ({ people, once, profile }: Options) => {
      const n = Number(people);
      if (!/^\d+$/.test(people) || n < 2 || n > MOST_PEOPLE)
        throw new ExitError(EXIT.invalid, `--people: must be a number from 2 to ${MOST_PEOPLE}`);
      if (profile !== 'main-list')
        throw new ExitError(EXIT.invalid, `--profile: this version has a sample of main-list only`);
      const { standBy, withEverything } = await import('../up/everything.js');
      const { aborted } = await import('../up/untilSignal.js');
      const { runDemo } = await import('../demo/runDemo.js');
      await withEverything(context, { command: 'demo', sandboxPort: 'usual', worker: true }, async (everything) => {
        await Promise.race([runDemo(context, everything, n), aborted(everything.stop)]);
        if (once === true || everything.stop.aborted) return;
        process.stderr.write(
          'runs on: what you change in the sandbox is carried over within a minute; Ctrl-C ends it\n',
        );
        await standBy(everything);
      });
    });
}
