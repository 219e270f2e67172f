import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { SyncError } from '../domain/faults.js';
import { gone } from './gone.js';
import { freePort } from './ports.js';
import { binaries, type Binaries } from './postgresBinaries.js';
import { place, type Place } from './postgresPlace.js';
import { run, type Ran } from './process.js';

/** 5432 is left to a PostgreSQL of the machine's own. */
export const USUAL_POSTGRES_PORT = 5442;
const USER = 'tandem';
const DATABASE = 'tandem';

export interface Postgres {
  /** With the password: never to be logged. */
  readonly url: string;
  readonly port: number;
  /** It was running already: a starter before us was killed, its server lived on. */
  readonly adopted: boolean;
  /** Settles when the server is gone, however it ended. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** One embedded server and all that is needed to command it. */
interface Server {
  readonly programs: Binaries;
  readonly place: Place;
  readonly data: string;
  readonly password: string;
}

/**
 * Starts the embedded PostgreSQL with its data below `folder`, or adopts the one already running there; the database exists when this returns.
 * The server is a daemon: it outlives us unless `stop` is called, so that no exit of ours can cut it off.
 * @param settings server settings beyond ours; tests switch fsync off
 */
export async function startPostgres({
  folder,
  port,
  log = () => undefined,
  settings = {},
}: {
  readonly folder: string;
  readonly port?: number;
  readonly log?: (message: string) => void;
  readonly settings?: Readonly<Record<string, string>>;
}): Promise<Postgres> {
  const where = await place(path.resolve(folder), log);
  const programs = await binaries(where.account, where.folder);
  const data = path.join(where.folder, 'data');
  const server: Server = { programs, place: where, data, password: await password(where) };
  if (!existsSync(path.join(data, 'PG_VERSION'))) {
    log('preparing the database');
    await initialise(server);
  }
  const running = await runningPort(server);
  const at = running ?? (await start(server, port ?? USUAL_POSTGRES_PORT, settings));
  log(running === null ? `database on port ${at}` : `database on port ${at} taken over from an earlier start`);
  await createDatabase(server, at);
  return {
    url: urlOf(server, at, DATABASE),
    port: at,
    adopted: running !== null,
    ended: gone(Number((await postmaster(server))[0])),
    stop: () => stop(server),
  };
}

/** Made once, readable by its owner alone. */
async function password({ folder, account }: Place): Promise<string> {
  const file = path.join(folder, 'password');
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
  const made = randomBytes(24).toString('hex');
  await writeFile(file, `${made}\n`, { mode: 0o600 });
  if (account !== null) await chown(file, account.uid, account.gid);
  return made;
}

/** Encoding and locale are given, never taken from the machine: without them it would be SQL_ASCII where LANG is unset. */
async function initialise(server: Server): Promise<void> {
  const done = await command(server, server.programs.initdb, [
    '-D',
    server.data,
    '-U',
    USER,
    `--pwfile=${path.join(server.place.folder, 'password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]);
  if (done.code !== 0) throw failed('prepare', done);
}

/** Port of the server running on our data, else null. */
async function runningPort(server: Server): Promise<number | null> {
  if ((await command(server, server.programs.pgCtl, ['-D', server.data, 'status'])).code !== 0) return null;
  const port = Number((await postmaster(server))[3]);
  return Number.isInteger(port) && port > 0 ? port : null;
}

/** Lines of postmaster.pid: the first is the process id, the fourth the port (PostgreSQL, miscadmin.h, LOCK_FILE_LINE_*). */
async function postmaster({ data }: Server): Promise<readonly string[]> {
  return (await readFile(path.join(data, 'postmaster.pid'), 'utf8')).split('\n');
}

/** The port may be taken between looking and listening: then the next free one. */
async function start(server: Server, usual: number, settings: Readonly<Record<string, string>>): Promise<number> {
  let last: Ran = { code: null, output: '' };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const port = await freePort(attempt === 0 ? usual : null);
    const all = {
      port: String(port),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      jit: 'off',
      timezone: 'UTC',
      ...settings,
    };
    const options = Object.entries(all)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' ');
    last = await command(server, server.programs.pgCtl, [
      '-D',
      server.data,
      '-l',
      logFile(server),
      '-w',
      '-t',
      '60',
      '-o',
      options,
      'start',
    ]);
    if (last.code === 0) return port;
  }
  throw failed('start', last);
}

/** Waits until it accepts connections (an adopted one may still be recovering), then makes our database unless it is there. */
async function createDatabase(server: Server, port: number): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    const client = new pg.Client({ connectionString: urlOf(server, port, 'postgres'), connectionTimeoutMillis: 5000 });
    try {
      await client.connect();
      const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
      if (rowCount === 0) await client.query(`create database ${DATABASE}`);
      return;
    } catch (cause) {
      if (Date.now() > until)
        throw new SyncError(
          'unreachable',
          `the embedded database does not answer on port ${port}; see ${logFile(server)}`,
          { system: 'postgres', cause },
        );
      await new Promise((resolve) => setTimeout(resolve, 100));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** `fast`: sessions are cut, what was committed stands. Stopping what has stopped is no fault. */
async function stop(server: Server): Promise<void> {
  if ((await command(server, server.programs.pgCtl, ['-D', server.data, 'status'])).code !== 0) return;
  const done = await command(server, server.programs.pgCtl, [
    '-D',
    server.data,
    '-m',
    'fast',
    '-w',
    '-t',
    '60',
    'stop',
  ]);
  if (done.code !== 0 && (await command(server, server.programs.pgCtl, ['-D', server.data, 'status'])).code === 0)
    throw failed('stop', done);
}

function command(server: Server, program: string, args: readonly string[]): Promise<Ran> {
  return run(program, args, {
    account: server.place.account,
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
  });
}

function logFile(server: Server): string {
  return path.join(server.place.folder, 'postgres.log');
}

function urlOf(server: Server, port: number, database: string): string {
  return `postgres://${USER}:${server.password}@127.0.0.1:${port}/${database}`;
}

function failed(what: string, ran: Ran): SyncError {
  const text = ran.output.trim().split('\n').slice(-3).join(' · ');
  return new SyncError('unreachable', `the embedded database could not ${what}: ${text}`, {
    system: 'postgres',
    ...(ran.code === null ? {} : { code: String(ran.code) }),
  });
}
