#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import pino from 'pino';
import { attach } from '../runtime/attach.js';
import { homeFolder } from '../runtime/home.js';
import type { CliContext } from './context.js';
import { EXIT, verdict, type ExitCode } from './exit.js';
import { COMMANDS } from './commands.js';

/** Runs one command line, without the program's name, and says how it ended. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const program = new Command('tandem')
    .description('Keeps Salesforce people and a marketing platform in step, both ways')
    .option('--json', 'print one JSON document and nothing else')
    .exitOverride();
  const context = contextOf(program);
  for (const register of COMMANDS) register(program, context);
  try {
    await program.parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    // Commander has said it already: help that was asked for is no fault, everything else is a misuse.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    const misuse = error instanceof CommanderError;
    const { code, message } = misuse ? { code: EXIT.invalid, message: error.message } : verdict(error);
    if (message !== '' && !misuse) process.stderr.write(`${message}\n`);
    // Whoever parses standard output finds one document there, whatever happened.
    if (context.json && !context.printed()) context.out({ error: { exit: code, message } }, () => '');
    return code;
  }
}

function contextOf(program: Command): CliContext & { printed(): boolean } {
  let printed = false;
  const home = homeFolder(process.env);
  const json = () => program.opts<{ json?: boolean }>().json === true;
  return {
    home,
    get json() {
      return json();
    },
    attach: () => attach(home, process.env),
    out: (value, text) => {
      printed = true;
      process.stdout.write(`${json() ? JSON.stringify(value, null, 2) : text()}\n`);
    },
    printed: () => printed,
    log: pino({ level: process.env['TANDEM_LOG'] ?? 'info', base: null }, pino.destination({ dest: 2, sync: true })),
  };
}

if (require.main === module) {
  // `tandem list | head`: whoever read us has had enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.unexpected),
  );
  // Whoever read our progress is gone: `up` must still stop in order what it started, not die of it.
  process.stderr.on('error', () => undefined);
  void main(process.argv.slice(2)).then((code) => process.exit(code));
}
