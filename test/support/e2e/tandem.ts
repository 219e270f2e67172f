import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { checkout } from '../../../src/runtime/checkout.js';

/** The built program: `npm test` builds it before. */
export const PROGRAM = path.join(checkout(), 'dist', 'src', 'cli', 'main.js');

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Environment of a process of one home: nothing of the developer's own database or Temporal. */
export function environment(home: string, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const {
    DATABASE_URL: _,
    TEMPORAL_ADDRESS: __,
    TEMPORAL_NAMESPACE: ___,
    TEMPORAL_API_KEY: ____,
    ...env
  } = process.env;
  return { ...env, TANDEM_HOME: home, ...more };
}

/** Runs one command of a home to its end. */
export async function tandem(home: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: environment(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
