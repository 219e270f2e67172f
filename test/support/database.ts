import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface FreshDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty database of the test run's server, for one suite. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = process.env['TANDEM_TEST_DATABASE_URL'];
  if (server === undefined || server === '')
    throw new Error('no test database: run through jest, whose globalSetup starts one');
  const name = `t_${randomBytes(8).toString('hex')}`;
  await once(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => once(server, `drop database if exists ${name} with (force)`) };
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
