import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkout } from '../../src/runtime/checkout.js';
import { identify, lives, type Identity } from '../../src/runtime/identity.js';
import { answers } from '../../src/runtime/ports.js';
import { temporaryHome } from '../support/temporaryHome.js';

/** The built program: `npm test` builds it before. */
const MAIN = path.join(checkout(), 'dist', 'src', 'cli', 'main.js');

/** A slow machine needs a minute to start and stop all of it. */
const LIMIT = 240_000;

interface Ready {
  readonly temporal: string;
  readonly ui: string;
  readonly database: string;
  readonly sandbox: Readonly<Record<string, string | null>> | null;
  readonly worker: number;
}

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  errors(): string;
}

let home: string;
const started: ChildProcess[] = [];
beforeAll(async () => {
  home = await temporaryHome('up');
});
afterAll(async () => {
  // Asked to end, so that what it started ends with it.
  const left = started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const ends = left.map((child) => once(child, 'exit'));
  for (const child of left) child.kill('SIGTERM');
  await Promise.all(ends);
  await rm(home, { recursive: true, force: true });
}, LIMIT);

function tandem(...args: readonly string[]): Run {
  const { DATABASE_URL: _, TEMPORAL_ADDRESS: __, ...env } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...env, TANDEM_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  return { child, ended: once(child, 'exit').then(([code]) => code as number | null), errors: () => errors };
}

async function ready({ child, ended, errors }: Run): Promise<Ready> {
  const { stdout } = child;
  if (stdout === null) throw new Error('not piped');
  const line = new Promise<Ready>((resolve) => {
    createInterface({ input: stdout }).on('line', (text) => {
      if (text.startsWith('ready ')) resolve(JSON.parse(text.slice('ready '.length)) as Ready);
    });
  });
  return Promise.race([line, ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${errors()}`)))]);
}

async function identities(pids: readonly number[]): Promise<readonly Identity[]> {
  const all = await Promise.all(pids.map(identify));
  return all.map((identity) => {
    if (identity === null) throw new Error('no such process');
    return identity;
  });
}

const portOf = (url: string) => Number(new URL(url).port);

test(
  'up: usable at its ready line, held against a second one, worker restarted; SIGTERM ends all of it with 0',
  async () => {
    const up = tandem('up', '--sandbox', '--port', '0');
    const at = await ready(up);
    const temporal = JSON.parse(await readFile(path.join(home, 'children', 'temporal.json'), 'utf8')) as Identity;
    const sandbox = JSON.parse(await readFile(path.join(home, 'children', 'sandbox.json'), 'utf8')) as Identity;
    const [worker] = await identities([at.worker]);

    expect((await fetch(at.ui)).status).toBe(200);
    expect(((await (await fetch(at.sandbox?.['control'] ?? '')).json()) as { ports: object }).ports).toMatchObject({
      salesforce: portOf(at.sandbox?.['salesforce'] ?? ''),
    });
    expect((await stat(path.join(home, 'services.json'))).mode & 0o777).toBe(0o600);

    const second = tandem('up');
    expect(await second.ended).toBe(3);
    expect(second.errors()).toContain(`held by process ${up.child.pid}`);

    const list = tandem('migrate');
    expect(await list.ended).toBe(0);

    process.kill(at.worker, 'SIGKILL');
    const restarted = await another(worker);
    expect(await lives(restarted)).toBe(true);

    up.child.kill('SIGTERM');
    expect(await up.ended).toBe(0);
    expect(await Promise.all([temporal, sandbox, restarted].map(lives))).toEqual([false, false, false]);
    expect(
      await Promise.all(
        [portOf(`http://${at.temporal}`), portOf(at.ui), portOf(at.database.replace('postgres:', 'http:'))].map(
          (port) => answers(port),
        ),
      ),
    ).toEqual([false, false, false]);
    expect([existsSync(path.join(home, 'services.json')), existsSync(path.join(home, 'lock'))]).toEqual([false, false]);
  },
  LIMIT,
);

test(
  'with nothing started, a command that needs the database says so and ends with 5',
  async () => {
    const run = tandem('migrate');
    expect(await run.ended).toBe(5);
    expect(run.errors()).toContain('tandem up');
  },
  LIMIT,
);

test(
  'services: left running by kill -9, their database is adopted on its port by the next start',
  async () => {
    const first = tandem('services');
    const { database } = await ready(first);
    const temporal = JSON.parse(await readFile(path.join(home, 'children', 'temporal.json'), 'utf8')) as Identity;
    first.child.kill('SIGKILL');
    await first.ended;
    const next = tandem('services');
    expect((await ready(next)).database).toBe(database);
    expect(next.errors()).toContain('taking over');
    expect(await lives(temporal)).toBe(false);
    next.child.kill('SIGINT');
    expect(await next.ended).toBe(0);
    expect(await answers(portOf(database.replace('postgres:', 'http:')))).toBe(false);
  },
  LIMIT,
);

/** The worker that came after `old`, once its start is noted. */
async function another(old: Identity | undefined): Promise<Identity> {
  const until = Date.now() + 60_000;
  for (;;) {
    const text = await readFile(path.join(home, 'children', 'worker.json'), 'utf8').catch(() => '');
    const note = text === '' ? null : (JSON.parse(text) as Identity);
    if (note !== null && note.pid !== old?.pid) return note;
    if (Date.now() > until) throw new Error('the worker was not started again');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
