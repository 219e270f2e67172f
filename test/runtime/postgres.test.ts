import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type Postgres } from '../../src/runtime/postgres.js';
import { temporaryHome } from '../support/temporaryHome.js';

async function ask(url: string, query: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded database', () => {
  let folder: string;
  let first: Postgres;
  beforeAll(async () => {
    folder = await temporaryHome('pg');
    first = await startPostgres({ folder, port: 0 });
  }, 180_000);
  afterAll(async () => {
    await first.stop();
    await rm(folder, { recursive: true, force: true });
  }, 120_000);

  test('is UTF-8 whatever the machine speaks, writes through to the disk, and listens on loopback alone', async () => {
    const settings = await ask(
      first.url,
      `select name, setting from pg_settings where name in ('server_encoding', 'fsync', 'listen_addresses', 'unix_socket_directories')`,
    );
    expect(Object.fromEntries(settings.map((row) => [row['name'], row['setting']]))).toEqual({
      server_encoding: 'UTF8',
      fsync: 'on',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
    });
    expect(first.adopted).toBe(false);
  });

  test('refuses a wrong password, and keeps the right one from other users', async () => {
    const wrong = new URL(first.url);
    wrong.password = 'guess';
    await expect(ask(wrong.toString(), 'select 1')).rejects.toThrow(/password authentication failed/);
    expect((await stat(path.join(folder, 'password'))).mode & 0o777).toBe(0o600);
  });

  test('left running by a starter that was killed, it is adopted on its port, data and all', async () => {
    await ask(first.url, 'create table kept as select 7 as n');
    const second = await startPostgres({ folder, port: 0 });
    expect([second.adopted, second.port]).toEqual([true, first.port]);
    expect(await ask(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('stopped and started again, it has what was committed; stopping twice is no fault', async () => {
    await ask(first.url, 'create table again as select 9 as n');
    const { ended } = first;
    await first.stop();
    await first.stop();
    await ended;
    await expect(readFile(path.join(folder, 'data', 'postmaster.pid'))).rejects.toThrow(/ENOENT/);
    first = await startPostgres({ folder, port: 0 });
    expect(first.adopted).toBe(false);
    expect(await ask(first.url, 'select n from again')).toEqual([{ n: 9 }]);
  });
});
