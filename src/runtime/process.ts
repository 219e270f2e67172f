import { spawn } from 'node:child_process';

/** A system account, for programs that refuse to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface Ran {
  /** null: could not be started, or was killed. */
  readonly code: number | null;
  /** Standard output and error, as they came. */
  readonly output: string;
}

/** Runs a program to its end. Never throws: a program that cannot be started is one that failed. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly account?: Account | null; readonly env?: NodeJS.ProcessEnv; readonly timeoutMs?: number } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, {
      // An account may be unable to enter our own working directory.
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
      ...(options.account ? { uid: options.account.uid, gid: options.account.gid } : {}),
    });
    const take = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => resolve({ code: null, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ code, output }));
  });
}
