import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Engine } from '../../src/cli/operations/engine.js';
import { temporalEngine } from '../../src/cli/operations/temporalEngine.js';
import { registerSearchAttributes, SEARCH_ATTRIBUTES } from '../../src/runtime/searchAttributes.js';
import { startTemporal, type TemporalServer } from '../../src/runtime/temporal.js';
import { RECORDS_TASK_QUEUE, TASK_QUEUE } from '../../workflows/messages.js';
import { fakes } from '../workflows/fakes.js';
import { BUNDLE } from '../workflows/stage.js';

const ID = 'acme-newsletter';
const VERSION = { id: ID, profile: 'main-list', version: 1, hash: 'h' };

/** The real server, not the time-skipping one: that one leaves updates of closed workflows unanswered. */
let home: string;
let server: TemporalServer;
let connection: NativeConnection;
let engine: Engine;
let workers: readonly { readonly worker: Worker; readonly running: Promise<void> }[] = [];

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'tandem-engine-'));
  server = await startTemporal({ home, port: 0, uiPort: 0 });
  connection = await NativeConnection.connect({ address: server.address });
  engine = temporalEngine(new Client({ connection }));
  const common = { connection, activities: { ...fakes().activities }, workflowBundle: BUNDLE };
  const made = [
    await Worker.create({ ...common, taskQueue: TASK_QUEUE }),
    await Worker.create({ ...common, taskQueue: RECORDS_TASK_QUEUE }),
  ];
  workers = made.map((worker) => ({ worker, running: worker.run() }));
}, 180_000);

afterAll(async () => {
  for (const { worker } of workers) worker.shutdown();
  await Promise.all(workers.map(({ running }) => running));
  await connection.close();
  await server.stop();
  await rm(home, { recursive: true, force: true });
}, 120_000);

test('a connection is started by its first version, takes the next, and numbers the runs asked of it', async () => {
  expect(await engine.configure(VERSION)).toMatchObject({ state: 'idle', unknown: [] });
  expect(await engine.configure({ ...VERSION, version: 2 })).toMatchObject({ state: 'idle', unknown: [] });
  const first = await engine.requestRun(ID, { mode: 'sync', full: true, evenPaused: false });
  const second = await engine.syncRecords(ID, { ids: ['003000000000001AAA'], evenPaused: false });
  expect(second).toBeGreaterThan(first);
  expect(await engine.status(ID)).toMatchObject({ connection: ID, version: 2, profile: 'main-list', paused: false });
}, 120_000);

test('paused, it refuses in words of ours, and plans even so', async () => {
  await engine.configure(VERSION);
  await engine.pause(ID, 'maintenance');
  expect(await engine.status(ID)).toMatchObject({ paused: true });
  await expect(engine.requestRun(ID, { mode: 'sync', full: false, evenPaused: false })).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringMatching(/acme-newsletter refused: it is paused \(maintenance\)/),
  });
  expect(await engine.requestRun(ID, { mode: 'plan', full: false, evenPaused: true })).toBeGreaterThan(0);
  await engine.resume(ID);
  expect(await engine.status(ID)).toMatchObject({ paused: false });
}, 120_000);

test('removed, it is gone: removing again does nothing, anything else says so', async () => {
  await engine.configure(VERSION);
  await engine.remove(ID);
  await engine.remove(ID);
  await expect(engine.requestRun(ID, { mode: 'sync', full: false, evenPaused: false })).rejects.toMatchObject({
    kind: 'stale',
    message: expect.stringContaining('apply its file again'),
  });
  await expect(engine.pause('never-applied', null)).rejects.toMatchObject({ kind: 'stale' });
  expect(await engine.status('never-applied')).toBeNull();
}, 120_000);

test('a task the server does not take, as while it does not know our search attributes yet, costs nobody an answer', async () => {
  const namespace = 'default';
  const searchAttributes = SEARCH_ATTRIBUTES.map(({ name }) => name);
  await connection.operatorService.removeSearchAttributes({ namespace, searchAttributes });
  const applied = engine.configure({ ...VERSION, id: 'applied-early' });
  applied.catch(() => undefined);
  await pause(3_000);
  await registerSearchAttributes(connection, namespace);
  expect(await applied).toMatchObject({ state: 'idle', unknown: [] });
  expect(await engine.status('applied-early')).toMatchObject({ state: 'idle' });
}, 180_000);
