import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { processUse, useOf, type Use } from './processUse.js';

/**
 * How dear is a first sync into an empty audience? `npm run bench:initialSync -- [CONTACTS]…` (default 100000). For each count, in a home of its own: CPU and peak memory of the worker
 * as ratios to a plain jsforce loop that reads the same contacts; PostgreSQL's and Temporal's beside it; then what a quiet run an hour later calls and writes.
 */
const run = promisify(execFile);
const CLI = path.join(__dirname, '..', 'src', 'cli', 'main.js');

interface Ready {
  readonly worker: number;
  readonly sandbox: { readonly control: string; readonly salesforce: string; readonly mailchimp: string };
}

async function bench(contacts: number): Promise<void> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'tandem-bench-'));
  const up = spawn(process.execPath, [CLI, 'up', '--sandbox'], {
    env: { ...process.env, TANDEM_HOME: home, BENCH_KEY: 'bench-us1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const ready = await readyOf(up);
    const { control, salesforce, mailchimp } = ready.sandbox;
    await post(`${control}/seed`, { contacts, seed: 1 });
    const file = path.join(home, 'bench.json');
    await writeFile(file, JSON.stringify(connection(salesforce, mailchimp)));
    const tandem = async (...args: string[]) =>
      JSON.parse(
        (
          await run(process.execPath, [CLI, '--json', ...args], {
            env: { ...process.env, TANDEM_HOME: home },
            maxBuffer: 1 << 28,
          })
        ).stdout,
      ) as Record<string, unknown>;
    await tandem('apply', file);
    const before = { worker: processUse(ready.worker), postgres: useOf('postgres'), temporal: useOf('start-dev') };
    const started = Date.now();
    const report = await tandem('sync', 'bench');
    const seconds = (Date.now() - started) / 1_000;
    const after = { worker: processUse(ready.worker), postgres: useOf('postgres'), temporal: useOf('start-dev') };
    const plain = JSON.parse(
      (await run(process.execPath, [path.join(__dirname, 'plainLoop.js'), salesforce])).stdout,
    ) as { records: number; cpuMs: number };
    await post(`${control}/clock`, { advanceS: 3_600 });
    await fetch(`${control}/calls`, { method: 'DELETE' });
    const quiet = await tandem('sync', 'bench');
    print(contacts, {
      outcome: report['outcome'],
      created: report['created'],
      historyEvents: report['historyEvents'],
      seconds,
    });
    print(contacts, {
      plainLoopMs: plain.cpuMs,
      workerRatio: ratio(spent(before.worker, after.worker), plain.cpuMs),
      postgresRatio: ratio(spent(before.postgres, after.postgres), plain.cpuMs),
      temporalRatio: ratio(spent(before.temporal, after.temporal), plain.cpuMs),
      workerPeakMB: Math.round((after.worker?.peakBytes ?? 0) / 1_048_576),
    });
    print(contacts, {
      quietCalls: await (await fetch(`${control}/calls`)).json(),
      quietCreated: quiet['created'],
      quietUpdated: quiet['updated'],
    });
  } finally {
    up.kill('SIGTERM');
    await new Promise((ended) => up.once('exit', ended));
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

async function post(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}

function connection(salesforce: string, mailchimp: string): unknown {
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
    },
    platform: { kind: 'mailchimp', baseUrl: mailchimp, apiKey: '${env:BENCH_KEY}' },
    object: 'Contact',
    list: 'main0001',
    fieldMapping: { enabled: true },
  };
}

const spent = (before: Use | null, after: Use | null): number => (after?.cpuMs ?? 0) - (before?.cpuMs ?? 0);
const ratio = (ms: number, plainMs: number): number => Math.round((ms / plainMs) * 10) / 10;
const print = (contacts: number, facts: unknown) => void process.stdout.write(`${contacts} ${JSON.stringify(facts)}\n`);

async function main(): Promise<void> {
  const counts = process.argv.slice(2).map(Number);
  for (const contacts of counts.length > 0 ? counts : [100_000]) await bench(contacts);
}

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
