import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { stopLeftovers } from '../../src/runtime/child.js';
import { answers } from '../../src/runtime/ports.js';
import {
  SEARCH_ATTRIBUTES,
  missingSearchAttributes,
  registerSearchAttributes,
} from '../../src/runtime/searchAttributes.js';
import { startTemporal, type TemporalServer } from '../../src/runtime/temporal.js';

let home: string;
let server: TemporalServer;

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'tandem-temporal-'));
  server = await startTemporal({ home, port: 0, uiPort: 0 });
}, 180_000);

afterAll(async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true });
}, 120_000);

async function withConnection<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: server.address });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

const portOf = (address: string) => Number(new URL(`http://${address}`).port);

test('the embedded Temporal knows our search attributes from the start, and registering them again is no fault', async () => {
  await withConnection(async (connection) => {
    expect(await missingSearchAttributes(connection, 'default')).toEqual([]);
    await registerSearchAttributes(connection, 'default');
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    expect(SEARCH_ATTRIBUTES.map(({ name }) => [name, customAttributes[name]])).toEqual([
      ['TandemState', 2],
      ['TandemProfile', 2],
      ['TandemInbox', 3],
      ['TandemHeld', 3],
      ['TandemLastChange', 6],
    ]);
  });
});

test('attributes a namespace lacks are registered', async () => {
  await withConnection(async (connection) => {
    await connection.operatorService.removeSearchAttributes({
      namespace: 'default',
      searchAttributes: ['TandemHeld', 'TandemState'],
    });
    expect(await missingSearchAttributes(connection, 'default')).toEqual(['TandemState', 'TandemHeld']);
    await registerSearchAttributes(connection, 'default');
    expect(await missingSearchAttributes(connection, 'default')).toEqual([]);
  });
});

test('the Web UI is served on loopback', async () => {
  const page = await fetch(server.ui);
  expect(page.status).toBe(200);
  expect(server.ui).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('left running by a starter that was killed it is stopped; started again, it knows its workflows', async () => {
  await withConnection((connection) =>
    new Client({ connection }).workflow.start('anything', { workflowId: 'kept', taskQueue: 'nobody' }),
  );
  expect(await stopLeftovers(home, 20_000)).toEqual(['temporal']);
  expect(await answers(portOf(server.address))).toBe(false);
  expect(await stopLeftovers(home, 20_000)).toEqual([]);
  server = await startTemporal({ home, port: 0, uiPort: 0 });
  const described = await withConnection((connection) =>
    new Client({ connection }).workflow.getHandle('kept').describe(),
  );
  expect(described.status.name).toBe('RUNNING');
}, 60_000);
