import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { call, run } from './outside.js';
import { useOf, useOfTree, type Use } from './processUse.js';

const CLI = path.join(__dirname, '..', 'src', 'cli', 'main.js');
const LOOPS = 3;
/** More rows than any trial has. */
const NEVER = 10_000_000;

interface Ready {
  readonly worker: number;
  readonly sandbox: { readonly control: string; readonly salesforce: string; readonly mailchimp: string };
}

export type Mode = 'bulk' | 'rest';

/** What is tried: by Bulk jobs or by REST alone, every call to either system answered so much later. */
export interface Ask {
  readonly contacts: number;
  readonly mode: Mode;
  readonly latencyMs: number;
}

/** What one trial showed. CPU in ms, memory in bytes. */
export interface Trial extends Ask {
  /** API calls of the first sync, as the org counted them. */
  readonly salesforceCalls: number;
  readonly outcome: string;
  readonly created: number;
  readonly historyEvents: number;
  readonly seconds: number;
  readonly plainLoopMs: number;
  readonly worker: Use;
  readonly postgres: Use;
  readonly temporal: Use;
  readonly quiet: { readonly calls: number; readonly writes: number; readonly workerMs: number };
}

type Calls = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** In a home of its own: a first sync of so many contacts into an empty audience, the plain loop over the same, and a quiet run an hour later. */
export async function trial({ contacts, mode, latencyMs }: Ask): Promise<Trial> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'tandem-bench-'));
  const env = { ...process.env, TANDEM_HOME: home, BENCH_KEY: 'bench-us1' };
  const tandem = async (...args: string[]) =>
    JSON.parse(await run(process.execPath, [CLI, '--json', ...args], env)) as Record<string, unknown>;
  const up = spawn(process.execPath, [CLI, 'up', '--sandbox', '--port', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const ready = await readyOf(up);
    const { control, salesforce, mailchimp } = ready.sandbox;
    const databasePort = new URL(JSON.parse(await readFile(path.join(home, 'services.json'), 'utf8')).database).port;
    const uses = () => ({
      worker: useOf(ready.worker),
      postgres: useOfTree(`port=${databasePort}`),
      temporal: useOfTree(path.join(home, 'temporal.db')),
    });
    await call('POST', `${control}/seed`, { contacts, seed: 1 });
    const file = path.join(home, 'bench.json');
    await writeFile(file, JSON.stringify(connection(salesforce, mailchimp, mode)));
    await tandem('apply', file);
    const loopsBefore = await plainLoops(salesforce, contacts);
    for (const system of latencyMs > 0 ? ['salesforce', 'mailchimp'] : [])
      await call('POST', `${control}/faults`, { system, kind: 'slow', delayMs: latencyMs });
    await call('DELETE', `${control}/calls`);
    const before = uses();
    const began = Date.now();
    const report = await tandem('sync', 'bench');
    const seconds = (Date.now() - began) / 1_000;
    const after = uses();
    const { salesforce: firstCalls = {} } = (await call('GET', `${control}/calls`)) as Calls;
    await call('DELETE', `${control}/faults`);

    await call('POST', `${control}/clock`, { advanceS: 3_600 });
    await call('DELETE', `${control}/calls`);
    const written = await lastWrite(control);
    await tandem('sync', 'bench');
    const calls = countOf((await call('GET', `${control}/calls`)) as Calls);
    const quiet = {
      calls,
      writes: (await lastWrite(control)) - written,
      workerMs: uses().worker.cpuMs - after.worker.cpuMs,
    };
    const created = report['created'] as { readonly platform: number };
    return {
      contacts,
      mode,
      latencyMs,
      salesforceCalls: countOf({ salesforce: firstCalls }),
      outcome: String(report['outcome']),
      created: created.platform,
      historyEvents: Number(report['historyEvents']),
      seconds,
      plainLoopMs: middle([...loopsBefore, ...(await plainLoops(salesforce, contacts))]),
      worker: spent(before.worker, after.worker),
      postgres: spent(before.postgres, after.postgres),
      temporal: spent(before.temporal, after.temporal),
      quiet,
    };
  } finally {
    up.kill('SIGTERM');
    if (up.exitCode === null) await new Promise((ended) => up.once('exit', ended));
    await rm(home, { recursive: true, force: true });
  }
}

function readyOf(up: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    let text = '';
    up.once('exit', (code) => reject(new Error(`up ended with ${code} before it was ready`)));
    up.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const line = text.split('\n').find((one) => one.startsWith('ready '));
      if (line) resolve(JSON.parse(line.slice('ready '.length)) as Ready);
    });
  });
}

function connection(salesforce: string, mailchimp: string, mode: Mode): unknown {
  return {
    version: 1,
    id: 'bench',
    profile: 'main-list',
    schedule: 'manual',
    allowLoopback: true,
    salesforce: {
      loginUrl: salesforce,
      apiVersion: '62.0',
      auth: { kind: 'client-credentials', clientId: 'bench', clientSecret: '${env:BENCH_KEY}' },
      ...(mode === 'rest' ? { bulkFrom: NEVER } : {}),
    },
    platform: { kind: 'mailchimp', baseUrl: mailchimp, apiKey: '${env:BENCH_KEY}' },
    object: 'Contact',
    list: 'main0001',
    fieldMapping: { enabled: true },
  };
}

/** A few, each in a process of its own: one is short, and others use the machine. Taken before and after the sync, for it lasts minutes and a machine's speed drifts. */
async function plainLoops(salesforce: string, contacts: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let n = 0; n < LOOPS; n += 1) {
    const loop = await run(process.execPath, [path.join(__dirname, 'plainLoop.js'), salesforce], process.env);
    const { records, cpuMs } = JSON.parse(loop) as { readonly records: number; readonly cpuMs: number };
    if (records !== contacts) throw new Error(`the plain loop read ${records} of ${contacts} contacts`);
    times.push(cpuMs);
  }
  return times;
}

/** @param times at least one */
const middle = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;

async function lastWrite(control: string): Promise<number> {
  const writes = (await call('GET', `${control}/writes?since=0`)) as readonly { readonly n: number }[];
  return writes.at(-1)?.n ?? 0;
}

/** Logins are not counted: they are no calls to records, and last for hours. */
function countOf(calls: Calls): number {
  const paths = Object.values(calls).flatMap((bySystem) => Object.entries(bySystem));
  return paths.filter(([path]) => !/oauth2|Soap/i.test(path)).reduce((sum, [, n]) => sum + n, 0);
}

const spent = (before: Use, after: Use): Use => ({
  cpuMs: after.cpuMs - before.cpuMs,
  peakBytes: after.peakBytes,
});
