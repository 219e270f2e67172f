import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { environment, PROGRAM, tandem, type Ended } from './tandem.js';
import { until } from './until.js';
import { temporaryHome } from '../temporaryHome.js';

/** What runs in a home of its own, seen from outside. */
export interface Home<Ready> {
  readonly home: string;
  readonly ready: Ready;
  /** Runs a command to its end. What any of them said on standard error is kept for `said`. */
  tandem(...args: readonly string[]): Promise<Ended>;
  /** Runs a command with `--json` that is to end with this code, and returns its document. */
  json<T = Readonly<Record<string, unknown>>>(code: number, ...args: readonly string[]): Promise<T>;
  /** Standard error of what holds the home and of every command so far. */
  said(): string;
  /** SIGTERM; the code that what holds the home ended with. Removes the home. */
  stop(): Promise<number | null>;
}

/** First starts set a database up: on a busy machine that takes a while. */
const READY_WITHIN = 300_000;

/** Starts a command that holds a fresh home until it is stopped (`up …`, `services`), and returns what its ready line says (contract). */
export async function startHome<Ready>(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Home<Ready>> {
  const home = await temporaryHome('e2e');
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: environment(home, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const heard: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => void heard.push(chunk.toString('utf8')));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => void lines.push(line));
  let over = false;
  void ended.then(() => (over = true));
  const stop = async () => {
    child.kill('SIGTERM');
    const code = await ended;
    await rm(home, { recursive: true, force: true });
    return code;
  };
  try {
    const ready = await until(`the ready line of ${args[0]}`, READY_WITHIN, async () => {
      if (over) throw new Error(`${args[0]} ended before it was ready: ${heard.join('')}`);
      const line = lines.find((one) => one.startsWith('ready '));
      return line === undefined ? null : (JSON.parse(line.slice('ready '.length)) as Ready);
    });
    const run = async (...asked: readonly string[]) => {
      const end = await tandem(home, asked);
      heard.push(end.stderr);
      return end;
    };
    return {
      home,
      ready,
      tandem: run,
      json: async <T>(code: number, ...asked: readonly string[]) => {
        const end = await run('--json', ...asked);
        if (end.code !== code)
          throw new Error(`tandem ${asked.join(' ')} ended with ${end.code}, not ${code}: ${end.stdout}${end.stderr}`);
        return JSON.parse(end.stdout) as T;
      },
      said: () => heard.join(''),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
