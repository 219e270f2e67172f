import { spawn } from 'node:child_process';

/** How a client's process ended. */
export interface Executed {
  /** null: it was killed at its time limit. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Execution {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly withinMs: number;
}

/** Runs a program to its end; the client's own exit code is for the caller to judge. Rejects when it cannot be started. */
export function execute(
  program: string,
  args: readonly string[],
  { cwd, env, withinMs }: Execution,
): Promise<Executed> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: withinMs });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
