import { spawn, type ChildProcess } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from './outside.js';
import { useOf, useOfTree, type Use } from './processUse.js';
import { temporaryHome } from '../test/support/temporaryHome.js';

const CLI = path.join(__dirname, '..', 'src', 'cli', 'main.js');

interface Ready {
  readonly worker: number;
  readonly sandbox: { readonly control: string; readonly salesforce: string; readonly mailchimp: string };
}

export interface Uses {
  readonly worker: Use;
  readonly postgres: Use;
  readonly temporal: Use;
}

/** `tandem up --sandbox` in a home of its own. */
export interface Home {
  readonly sandbox: Ready['sandbox'];
  /** Of its database. */
  readonly databaseUrl: string;
  /** A command's answer to `--json`. */
  tandem(...args: string[]): Promise<Readonly<Record<string, unknown>>>;
  /** Applies the connection `bench`: contacts and a main list, synced when asked. */
  apply(salesforce?: Readonly<Record<string, unknown>>): Promise<void>;
  uses(): Uses;
}

/** Starts a home, lets `work` use it, and takes it down with all that was in it. */
export async function inHome<T>(work: (home: Home) => Promise<T>): Promise<T> {
  const home = await temporaryHome('bench');
  const env = { ...process.env, TANDEM_HOME: home, BENCH_KEY: 'bench-us1' };
  const tandem: Home['tandem'] = async (...args) =>
    JSON.parse(await run(process.execPath, [CLI, '--json', ...args], env)) as Record<string, unknown>;
  const up = spawn(process.execPath, [CLI, 'up', '--sandbox', '--port', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const { worker, sandbox } = await readyOf(up);
    const databaseUrl = String(JSON.parse(await readFile(path.join(home, 'services.json'), 'utf8')).database);
    return await work({
      sandbox,
      databaseUrl,
      tandem,
      apply: async (salesforce = {}) => {
        const file = path.join(home, 'bench.json');
        await writeFile(file, JSON.stringify(connection(sandbox, salesforce)));
        await tandem('apply', file);
      },
      uses: () => ({
        worker: useOf(worker),
        postgres: useOfTree(`port=${new URL(databaseUrl).port}`),
        temporal: useOfTree(path.join(home, 'temporal.db')),
      }),
    });
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

function connection({ salesforce, mailchimp }: Ready['sandbox'], more: Readonly<Record<string, unknown>>): unknown {
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
      ...more,
    },
    platform: { kind: 'mailchimp', baseUrl: mailchimp, apiKey: '${env:BENCH_KEY}' },
    object: 'Contact',
    list: 'main0001',
    fieldMapping: { enabled: true },
  };
}

/** @param before of the same home, earlier */
export function spent(before: Use, after: Use): Use {
  return { cpuMs: after.cpuMs - before.cpuMs, peakBytes: after.peakBytes };
}
