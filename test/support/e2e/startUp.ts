import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { control, type Control } from './control.js';
import { environment, PROGRAM, tandem, type Ended } from './tandem.js';
import { until } from './until.js';
import { audienceUser, orgUser, type AudienceUser, type OrgUser } from './users.js';

/** What `up` says once it is usable (contract). */
export interface Ready {
  readonly temporal: string;
  readonly ui: string;
  readonly database: string;
  readonly sandbox: { readonly control: string; readonly salesforce: string; readonly mailchimp: string };
  readonly worker: number;
}

/** Everything of one home, running, seen from outside. */
export interface Up {
  readonly home: string;
  readonly ready: Ready;
  readonly control: Control;
  readonly org: OrgUser;
  readonly audience: AudienceUser;
  /** Runs a command to its end. What any of them said on standard error is kept for `said`. */
  tandem(...args: readonly string[]): Promise<Ended>;
  /** Runs a command with `--json` that is to end with this code, and returns its document. */
  json<T = Readonly<Record<string, unknown>>>(code: number, ...args: readonly string[]): Promise<T>;
  /** Process of the worker that is alive now; it changes when `up` starts another. */
  worker(): Promise<number>;
  /** Standard error of `up` and of every command so far. */
  said(): string;
  /** SIGTERM; the code `up` ended with. Removes the home. */
  stop(): Promise<number | null>;
}

/** The audience every sandbox begins with (contract, Sandbox). */
export const LIST = 'main0001';
/** First starts set a database up: on a busy machine that takes a while. */
const READY_WITHIN = 300_000;

/** Starts `up --sandbox` in a fresh home. `env` reaches the worker, where connections find their secrets. */
export async function startUp(env: Readonly<Record<string, string>> = {}): Promise<Up> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'tandem-e2e-'));
  const child = spawn(process.execPath, [PROGRAM, 'up', '--sandbox', '--port', '0'], {
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
    const ready = await until('the ready line of up', READY_WITHIN, async () => {
      if (over) throw new Error(`up ended before it was ready: ${heard.join('')}`);
      const line = lines.find((one) => one.startsWith('ready '));
      return line === undefined ? null : (JSON.parse(line.slice('ready '.length)) as Ready);
    });
    const run = async (...args: readonly string[]) => {
      const end = await tandem(home, args);
      heard.push(end.stderr);
      return end;
    };
    return {
      home,
      ready,
      control: control(ready.sandbox.control),
      org: orgUser(ready.sandbox.salesforce),
      audience: audienceUser(ready.sandbox.mailchimp, LIST),
      tandem: run,
      json: async <T>(code: number, ...args: readonly string[]) => {
        const end = await run('--json', ...args);
        if (end.code !== code)
          throw new Error(`tandem ${args.join(' ')} ended with ${end.code}, not ${code}: ${end.stdout}${end.stderr}`);
        return JSON.parse(end.stdout) as T;
      },
      worker: async () => {
        const note = JSON.parse(await readFile(path.join(home, 'children', 'worker.json'), 'utf8')) as { pid: number };
        return note.pid;
      },
      said: () => heard.join(''),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
