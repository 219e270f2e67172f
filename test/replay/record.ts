import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { WorkflowHandle } from '@temporalio/client';
import { checkout } from '../../src/runtime/checkout.js';
import * as messages from '../../workflows/messages.js';
import { findTestPrograms } from '../support/testPrograms.js';
import { failure, fakes, untilStopped } from '../workflows/fakes.js';
import { realServer } from '../workflows/servers.js';
import { openStage, type Scene } from '../workflows/stage.js';

/**
 * Records the histories that replay.test.ts replays: `node dist/test/replay/record.js`, from the build that is in use, before a change
 * of the workflows and never after it (the test would prove nothing). Old files stay for as long as workflows begun with them may live.
 * `…-gone-on-with-…` was begun by one build and gone on with by the next, to show that what is patched in is told apart in the middle.
 */
const FOLDER = path.join(checkout(), 'test', 'replay', 'histories');
/** Where a history says on which machine and from which file its failures came. */
const MACHINE = new Set(['identity', 'stackTrace', 'workerControlTaskQueue', 'sdkName', 'workerInstanceKey']);

async function save(name: string, handle: WorkflowHandle): Promise<void> {
  const history = historyToJSON(await handle.fetchHistory());
  const text = JSON.stringify(JSON.parse(history), (key, value: unknown) => (MACHINE.has(key) ? undefined : value));
  writeFileSync(path.join(FOLDER, `${name}.json`), `{"workflowId":"${handle.workflowId}","history":${text}}\n`);
}

const page = { done: true, handled: 0 };

interface Refusing {
  /** The first write is under way. */
  begun(): boolean;
  /** Makes all writes after it be done. */
  mend(): void;
}

async function pausedThenRefusedThenRemoved(scene: Scene, { begun, mend }: Refusing) {
  const { handle, request, records, until, run } = scene;
  await request();
  await until(begun);
  await handle.signal(messages.pause, { reason: 'audit' });
  await until(({ state }) => state === 'paused');
  await handle.signal(messages.resume);
  await until(({ state, lastRun }) => state === 'needsAuth' && lastRun === 2);
  mend();
  await handle.executeUpdate(messages.configure, { args: [{ version: 2, hash: 'h2', profile: 'main-list' }] });
  await until(({ state, wanted }) => state === 'idle' && wanted.length === 0);
  await records('003000000000001AAA');
  await until(({ state, lastRun }) => state === 'idle' && lastRun === 3);
  await handle.executeUpdate(messages.remove);
  await handle.result();
  await save('connection-paused-refused-removed', handle);
  await save('run-held-then-refused', run(1));
  await save('run-settled', run(2));
}

/** A full run that waits for calls, and is passed by one that was asked for. */
async function waitedForCalls({ handle, request, until, run }: Scene, more: () => void) {
  await request({ full: true });
  await until(({ state }) => state === 'waiting');
  await request();
  await until(({ state, lastRun, running }) => state === 'waiting' && lastRun === 3 && running === null);
  more();
  await handle.signal(messages.resume);
  await until(({ state, lastRun, wanted }) => state === 'idle' && lastRun === 4 && wanted.length === 0);
  await handle.executeUpdate(messages.remove);
  await handle.result();
  await save('connection-waited-for-calls', handle);
  await save('run-stopped-for-calls', run(1));
}

/** Three runs, the first of several pages: both workflows continue as new on the way; what is kept is how they began. */
async function continued({ handle, request, until, run }: Scene, at: (id: string, runId: string) => WorkflowHandle) {
  for (let runs = 1; runs <= 3; runs += 1) {
    await request();
    await until(({ state, wanted, lastRun }) => state === 'idle' && wanted.length === 0 && lastRun === runs);
  }
  const beginning = async (latest: WorkflowHandle) => {
    const [begun] = (await latest.fetchHistory()).events ?? [];
    return at(latest.workflowId, begun?.workflowExecutionStartedEventAttributes?.firstExecutionRunId ?? '');
  };
  await save('connection-continued', await beginning(handle));
  await save('run-continued', await beginning(run(1)));
}

async function main(): Promise<void> {
  await findTestPrograms();
  mkdirSync(FOLDER, { recursive: true });
  const stage = await openStage(realServer);
  const { workflow } = stage.server.client;
  try {
    let good = false;
    let writes = 0;
    const refusing = fakes({
      write({ side }) {
        if (side === 'platform') return Promise.resolve(page);
        writes += 1;
        if (writes === 1) return untilStopped();
        return good ? Promise.resolve(page) : Promise.reject(failure('unauthorized', 'SF_KEY is not set'));
      },
    });
    await stage.connected(refusing, (scene) =>
      pausedThenRefusedThenRemoved(scene, {
        begun: () => writes > 0,
        mend: () => {
          good = true;
        },
      }),
    );
    let short = true;
    const sparing = fakes({
      describe: ({ full }) =>
        full && short ? Promise.reject(failure('quota', 'few calls are left')) : Promise.resolve({ parked: [] }),
    });
    await stage.connected(sparing, (scene) => waitedForCalls(scene, () => void (short = false)));
    let pages = 0;
    const long = fakes({
      collect: ({ side }) => Promise.resolve(side === 'crm' ? { done: (pages += 1) > 20, handled: 9 } : page),
    });
    await stage.connected(long, (scene) => continued(scene, (id, runId) => workflow.getHandle(id, runId)), 90);
  } finally {
    await stage.close();
  }
}

void main();
