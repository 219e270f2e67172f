import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { SEARCH_ATTRIBUTES } from '../../src/runtime/searchAttributes.js';
import { startTemporal } from '../../src/runtime/temporal.js';
import { type TimeSkipping, timeSkippingEnv } from '../support/temporal.js';

/** A clock that keeps to real time for so long is locked. */
const LOCKED_AFTER_MS = 1_500;

/** A Temporal server of a suite. */
export interface Server {
  readonly client: Client;
  readonly nativeConnection: NativeConnection;
  /** Server time, epoch ms. */
  now(): Promise<number>;
  pass(ms: number): Promise<void>;
  stop(): Promise<void>;
}

/** The development server: what a connection does that waits for nothing. */
export async function realServer(): Promise<Server> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'tandem-workflows-'));
  const server = await startTemporal({ home, port: 0, uiPort: 0 });
  const nativeConnection = await NativeConnection.connect({ address: server.address });
  return {
    client: new Client({ connection: nativeConnection }),
    nativeConnection,
    now: () => Promise.resolve(Date.now()),
    pass: () => Promise.reject(new Error('time cannot be skipped here')),
    async stop() {
      await nativeConnection.close();
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/**
 * A time-skipping server. One for each test: it cuts the connections of clients that ping it for long, and what was on its way then is lost
 * until a time limit finds it missing.
 */
export async function skippingServer(): Promise<Server> {
  const { env, stop } = await timeSkippingEnv();
  // This server takes attributes, but cannot list them.
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTES.map(({ name, number }) => [name, number])),
  });
  return {
    client: env.client,
    nativeConnection: env.nativeConnection,
    now: () => env.currentTimeMs(),
    pass: (ms) => passing(env, ms),
    stop,
  };
}

/**
 * Lets server time pass. A lock that the server forgot to take off its clock (toolchain.md, T16) is taken off for as long as that lasts; put on again,
 * time does not run away from the test afterwards.
 */
async function passing(env: TimeSkipping['env'], ms: number): Promise<void> {
  const over = env.sleep(ms).then(() => true);
  let locks = 0;
  for (let last = await env.currentTimeMs(); ;) {
    if (await Promise.race([over, pause(LOCKED_AFTER_MS, false)])) break;
    const now = await env.currentTimeMs();
    if (now - last < 2 * LOCKED_AFTER_MS) {
      await env.connection.testService?.unlockTimeSkipping({});
      locks += 1;
    }
    last = now;
  }
  for (; locks > 0; locks -= 1) await env.connection.testService?.lockTimeSkipping({});
}
