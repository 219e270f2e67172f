import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/** A server in a process of its own, so that its work is not the client's. Its first line is `ready {…}`. */
export interface Served<T> {
  readonly ready: T;
  readonly pid: number;
  stop(): Promise<void>;
}

const DIST = path.join(__dirname, '..');

/** @param file below dist */
export async function serveIn<T>(file: string, args: readonly string[] = []): Promise<Served<T>> {
  const child = spawn(process.execPath, [path.join(DIST, file), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ready = await firstLine<T>(child);
  return {
    ready,
    pid: child.pid ?? 0,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

function firstLine<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('exit', () => reject(new Error(`ended before it was ready: ${text}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const line = /^ready (.*)\n/.exec(text)?.[1];
      if (line !== undefined) resolve(JSON.parse(line) as T);
    });
  });
}

export interface Ports {
  readonly control: number;
  readonly salesforce: number;
}

export const sandbox = () => serveIn<Ports>('sandbox/process.js', ['--port', '0']);
export const canned = (file: string) => serveIn<{ readonly port: number }>('bench/cannedServer.js', [file]);

export async function post(url: string, body: object): Promise<unknown> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** The middle of several measurements, in ms. */
export async function median(times: number, run: () => Promise<void>): Promise<number> {
  const [middle] = await medians(times, [run]);
  return middle ?? 0;
}

/** The middle of several measurements of each, in ms, taken in turn: a machine's speed drifts, and what is compared must meet the same of it. */
export async function medians(times: number, runs: readonly (() => Promise<void>)[]): Promise<readonly number[]> {
  const taken = runs.map((): number[] => []);
  for (let at = 0; at < times; at += 1)
    for (const [which, run] of runs.entries()) {
      const begun = performance.now();
      await run();
      taken[which]?.push(performance.now() - begun);
    }
  return taken.map((each) => each.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? 0);
}

/** Prints how near the sandbox comes to a server that need not work: the ideal's time over its own. Exit 1 where that is less than `least`. */
export function tellShare(
  facts: Readonly<Record<string, string | number>>,
  ideal: Readonly<Record<string, number>>,
  sandboxMs: number,
  least: number,
): void {
  const [[name, idealMs] = ['ideal', 0]] = Object.entries(ideal);
  const share = idealMs / sandboxMs;
  const times = { [`${name}Ms`]: Math.round(idealMs), sandboxMs: Math.round(sandboxMs) };
  process.stdout.write(`${JSON.stringify({ ...facts, ...times, share: Number(share.toFixed(2)), least })}\n`);
  if (share < least) process.exitCode = 1;
}
