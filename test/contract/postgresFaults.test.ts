import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { storeFault } from '../../src/store/faults.js';
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

test('credentials of the database that are refused are no matter of a connection: unreachable, and says which', async () => {
  const url = new URL(database.url);
  url.username = 'nobody_known';
  const store = postgresStore(url.toString());
  await expect(store.tick()).rejects.toMatchObject({
    kind: 'unreachable',
    message: 'the database refuses the credentials of DATABASE_URL',
  });
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

test('a database that takes no writes for now, as a standby after a fail-over, is unreachable, and no session of it is kept', async () => {
  const settings = (change: string) =>
    ask(
      `begin read write; do $$ begin execute format('alter database %I ${change}', current_database()); end $$; commit`,
    );
  await using(async (store) => {
    const { lease } = await bench(store);
    await settings('set default_transaction_read_only = on');
    await using(async (led) => {
      const write = () => led.transaction(lease, (inside) => inside.addLinks([newLink('c1', 'm1')]));
      const failed = await write().catch((error: unknown) => error);
      await settings('reset default_transaction_read_only');
      expect(failed).toMatchObject({
        kind: 'unreachable',
        message: expect.stringContaining('takes no writes'),
      });
      expect(await write()).toHaveLength(1);
    });
  });
});

test('a statement that its server ends, by a time limit or an operator, is unreachable and leaves nothing', async () => {
  await using(async (store) => {
    const { tx } = await bench(store);
    const inTheWay = new pg.Client({ connectionString: database.url });
    await inTheWay.connect();
    await inTheWay.query('begin; lock table baseline in access exclusive mode');
    const cut = tx(async (inside) => {
      await inside.addLinks([newLink('c1', 'm1')]);
      await inside.baselines([{ crm: 'c1', platform: 'm1' }]);
    });
    const failed = cut.catch((error: unknown) => error);
    const CANCEL = `select pg_cancel_backend(pid) from pg_stat_activity
      where application_name = 'tandem' and datname = current_database() and wait_event_type = 'Lock'`;
    while ((await ask(CANCEL)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await failed).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('statement_timeout'),
    });
    await inTheWay.end();
    expect(await tx((inside) => inside.linksByRecord('crm', ['c1']))).toEqual([]);
  });
});

test.each([
  ['53100', 'could not extend file', 'the disk of the database is full'],
  ['53300', 'sorry, too many clients already', 'takes no more connections'],
  ['58030', 'could not read block', 'the machine of the database'],
  ['57P01', 'terminating connection due to administrator command', 'does not answer'],
])('%s (%s) is tried again, and says what to do: %s', (code, message, advice) => {
  expect(storeFault(Object.assign(new Error(message), { code }))).toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining(advice),
    detail: { code, vendorText: message },
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
