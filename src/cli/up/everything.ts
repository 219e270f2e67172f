import type { CliContext } from '../context.js';
import { EXIT, ExitError } from '../exit.js';
import { closing } from './closing.js';
import { keepWorker } from './keepWorker.js';
import { freeSandboxPorts, startSandbox, type SandboxUrls } from './startSandbox.js';
import { startServices, type RunningServices } from './startServices.js';
import { aborted, untilSignal } from './untilSignal.js';

export interface Everything {
  readonly services: RunningServices;
  readonly sandbox: SandboxUrls | null;
  /** null where no worker was asked for. */
  readonly worker: number | null;
  /** Aborted when we were told to stop. */
  readonly stop: AbortSignal;
}

export interface Wish {
  readonly command: string;
  /** First port of the sandbox, 0 for free ones, `usual` for the usual ones when they are free; null: no sandbox. */
  readonly sandboxPort: number | 'usual' | null;
  readonly worker: boolean;
}

/**
 * Starts what a command needs, lets `use` work with it, and stops it again in order, however `use` ended. A signal while starting or stopping
 * changes nothing but that `use` is skipped; while in use it is up to `use`, which gets it as `stop`.
 */
export async function withEverything(
  context: CliContext,
  wish: Wish,
  use: (everything: Everything) => Promise<void>,
): Promise<void> {
  const { home } = context;
  const stop = untilSignal();
  const log = (message: string) => void process.stderr.write(`${message}\n`);
  const all = closing(log);
  try {
    const services = await startServices({ home, env: process.env, command: wish.command, log, closing: all });
    const port = wish.sandboxPort === 'usual' ? await freeSandboxPorts() : wish.sandboxPort;
    const sandbox = port === null || stop.aborted ? null : await startSandbox({ home, port, log, closing: all });
    const worker =
      !wish.worker || stop.aborted ? null : await keepWorker({ home, env: process.env, log, closing: all });
    if (stop.aborted) return;
    await use({ services, sandbox: sandbox?.urls ?? null, worker: worker?.pid ?? null, stop });
  } finally {
    await all.close();
  }
}

/** Stands by until a signal comes. Throws when a server of ours ends by itself: without it nothing works, and a supervisor should know. */
export async function standBy({ services, stop }: Everything): Promise<void> {
  await Promise.race([
    aborted(stop),
    services.temporalEnded.then(() => ended(stop, 'Temporal server', 'temporal.log')),
    services.databaseEnded.then(() => ended(stop, 'database', 'postgres/postgres.log')),
  ]);
}

function ended(stop: AbortSignal, what: string, file: string): void {
  if (!stop.aborted)
    throw new ExitError(
      EXIT.unreachable,
      `the embedded ${what} ended (its log: ${file} in the home): run \`tandem up\` again`,
    );
}
