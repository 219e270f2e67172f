import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { postgresStore } from '../../src/store/index.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { bench, newLink } from './storeSamples.js';

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

async function ask<T>(sql: string): Promise<readonly T[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

/** A store of the suite's database for one test. */
async function using<T>(work: (store: ReturnType<typeof postgresStore>) => Promise<T>, secretKey?: Buffer): Promise<T> {
  const store = postgresStore(database.url, { poolSize: 2, ...(secretKey === undefined ? {} : { secretKey }) });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

test('a schema that is not there, or newer than the program, is misconfigured; migrating twice at once is well', async () => {
  await using(async (store) => {
    await expect(store.check()).rejects.toMatchObject({ kind: 'misconfigured' });
    await expect(store.tick()).rejects.toMatchObject({ kind: 'misconfigured' });
    await Promise.all([store.migrate(), using((other) => other.migrate())]);
    await store.migrate();
    await store.check();
    await ask(`insert into kysely_migration (name, timestamp) values ('999-later', '2099')`);
    await expect(store.check()).rejects.toMatchObject({ kind: 'misconfigured' });
    await expect(store.migrate()).rejects.toMatchObject({ kind: 'misconfigured' });
    await ask(`delete from kysely_migration where name = '999-later'`);
  });
});

test('a database that does not answer is unreachable', async () => {
  const store = postgresStore('postgres://tandem:secret@127.0.0.1:1/tandem');
  const failing = store.check();
  await expect(failing).rejects.toMatchObject({ name: 'SyncError', kind: 'unreachable' });
  await expect(failing).rejects.not.toThrow('secret');
  await expect(
    store.transaction({ connection: 'a', run: 1, lane: 'plan', attempt: 1 }, () => Promise.resolve()),
  ).rejects.toMatchObject({ kind: 'unreachable' });
  await store.close();
});

test('a session that is ended in the middle of a transaction leaves nothing, is unreachable, and the next one works', async () => {
  await using(async (store) => {
    const { tx } = await bench(store);
    const cut = tx(async (inside) => {
      await inside.addLinks([newLink('c1', 'm1')]);
      await ask(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tandem' and datname = current_database() and state like 'idle in transaction%'`,
      );
      await inside.linksByRecord('crm', ['c1']);
    });
    await expect(cut).rejects.toMatchObject({ name: 'SyncError', kind: 'unreachable' });
    expect(await tx((inside) => inside.linksByRecord('crm', ['c1']))).toEqual([]);
  });
});

test('no error message holds a value of a row', async () => {
  await using(async (store) => {
    const { tx } = await bench(store);
    const clashing = tx((inside) =>
      inside.addLinks([newLink('anna@example.org', null), newLink('anna@example.org', null)]),
    );
    const error = await clashing.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'SyncError', kind: 'broken' });
    expect(`${String(error)} ${String((error as Error).cause)}`).not.toContain('anna');
  });
});

test('a secret lies sealed, and opens only with its key and in its place', async () => {
  const key = randomBytes(32);
  await using(async (store) => {
    await store.saveSecret('acme', 'refreshToken', 'plain-token');
    const [row] = await ask<{ sealed: Buffer }>(`select sealed from secret where connection = 'acme'`);
    expect(row?.sealed.includes('plain-token')).toBe(false);
    await ask(`insert into secret select 'other', name, sealed from secret where connection = 'acme'`);
    await expect(store.secret('other', 'refreshToken')).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(await store.secret('acme', 'refreshToken')).toBe('plain-token');
  }, key);
  await using(
    (store) => expect(store.secret('acme', 'refreshToken')).rejects.toMatchObject({ kind: 'unauthorized' }),
    randomBytes(32),
  );
  await using((store) => expect(store.secret('acme', 'refreshToken')).rejects.toMatchObject({ kind: 'misconfigured' }));
});
