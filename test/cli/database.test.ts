import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { main } from '../../src/cli/main.js';
import { postgresStore } from '../../src/store/index.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { soundConnection } from './desk.js';

const before = { ...process.env };
let database: FreshDatabase;
let home: string;
let out: string[];
let err: string[];

beforeAll(async () => {
  database = await freshDatabase();
  home = await mkdtemp(path.join(tmpdir(), 'tandem-home-'));
});
afterAll(async () => {
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

beforeEach(() => {
  out = [];
  err = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  process.env = { ...before, TANDEM_HOME: home, DATABASE_URL: database.url, TEMPORAL_ADDRESS: '127.0.0.1:1' };
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...before };
});

const printed = (): unknown => JSON.parse(out.join(''));

test('status, list and errors come from the database alone; what needs Temporal says that it is away', async () => {
  const store = postgresStore(database.url, { poolSize: 1 });
  await store.migrate();
  const connection = soundConnection();
  await store.putConnection(connection.id, 'hash', connection, home);
  await store.saveState(connection.id, {
    state: 'paused',
    since: 0,
    reason: 'maintenance',
    advice: null,
    nextRunAt: null,
  });
  await store.close();

  expect(await main(['status', connection.id, '--json'])).toBe(0);
  expect(printed()).toMatchObject({
    id: connection.id,
    state: 'paused',
    reason: 'maintenance',
    since: '1970-01-01T00:00:00.000Z',
    lastRun: null,
    inbox: 0,
  });
  out = [];
  expect(await main(['list'])).toBe(0);
  expect(out.join('')).toContain(connection.id);
  out = [];
  expect(await main(['errors', connection.id, '--json'])).toBe(0);
  expect(printed()).toEqual([]);
  expect(await main(['status', 'nobody'])).toBe(2);
  expect(err.join('')).toContain(connection.id);
  err = [];
  expect(await main(['sync', connection.id])).toBe(5);
  expect(err.join('')).toContain('Temporal does not answer');
}, 120_000);
