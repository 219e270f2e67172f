import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  Worker,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import type { Engine } from '../../src/cli/operations/engine.js';
import { temporalEngine } from '../../src/cli/operations/temporalEngine.js';
import { checkout } from '../../src/runtime/checkout.js';
import * as messages from '../../workflows/messages.js';
import { type Fakes, fakes } from './fakes.js';
import type { Server } from './servers.js';

/** The bundle the build made, which is what a worker runs: `npm test` builds before. */
export const BUNDLE = { codePath: path.join(checkout(), 'dist', 'workflow-bundle.js') } as const;

const LOOK_EVERY_MS = 100;
/** Real time: a busy machine needs seconds for what takes a moment elsewhere. */
const COMES_WITHIN_MS = 120_000;

/** One connection, as its operator sees it. */
export interface Scene {
  readonly id: string;
  readonly handle: WorkflowHandle;
  /** As the commands speak to it. */
  readonly engine: Engine;
  request(wish?: { full?: boolean; evenPaused?: boolean }): Promise<number>;
  records(...ids: string[]): Promise<number>;
  status(): Promise<messages.Carried>;
  /** Looks until it holds, in real time: nothing under way may be overtaken by a clock that skips. */
  until(holds: (status: messages.Carried) => boolean): Promise<messages.Carried>;
  /** Lets server time pass at once, on a server that skips. Only while no activity is under way: its heartbeat would be missed. */
  pass(ms: number): Promise<void>;
  run(number: number): WorkflowHandle;
}

export interface Stage {
  readonly server: Server;
  /** Plays on a new connection over these fakes; nothing of it is left running afterwards. */
  connected(fake: Fakes, play: (scene: Scene) => Promise<void>, mostEvents?: number): Promise<void>;
  close(): Promise<void>;
}

/** A worker for each queue on one server, for the connections of a suite. Start it with a time limit of three minutes. */
export async function openStage(
  start: () => Promise<Server>,
  workflowBundle: WorkflowBundleOption = BUNDLE,
): Promise<Stage> {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
  const server = await start();
  const playing = new Map<string, Fakes>();
  const workers = await Promise.all(
    [messages.TASK_QUEUE, messages.RECORDS_TASK_QUEUE].map((taskQueue) =>
      Worker.create({
        connection: server.nativeConnection,
        workflowBundle,
        activities: routed(playing),
        taskQueue,
        workflowThreadPoolSize: 1,
        maxHeartbeatThrottleInterval: '100ms',
      }),
    ),
  );
  const running = workers.map((worker) => worker.run());
  let serial = 0;
  return {
    server,
    async connected(fake, play, mostEvents = 2_000) {
      const id = `c${(serial += 1)}`;
      playing.set(id, fake);
      await server.client.workflow.start('connection', {
        workflowId: messages.connectionWorkflowId(id),
        taskQueue: messages.TASK_QUEUE,
        args: [{ connection: id, profile: 'main-list', version: 1, hash: 'h1', mostEvents }],
      });
      const scene = sceneOf(server, id);
      try {
        await play(scene);
      } finally {
        await scene.handle.terminate().catch(() => undefined);
        const runs = fake.calls.flatMap(({ at }) => (typeof at['run'] === 'number' ? [at['run']] : []));
        for (const run of new Set(runs))
          await scene
            .run(run)
            .terminate()
            .catch(() => undefined);
      }
    },
    async close() {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await server.stop();
    },
  };
}

function sceneOf({ client, pass }: Server, id: string): Scene {
  const handle = client.workflow.getHandle(messages.connectionWorkflowId(id));
  const engine = temporalEngine(client);
  const status = () => handle.query(messages.status);
  return {
    id,
    handle,
    engine,
    status,
    run: (number) => client.workflow.getHandle(messages.runWorkflowId(id, number)),
    request: ({ full = false, evenPaused = false } = {}) => engine.requestRun(id, { mode: 'sync', full, evenPaused }),
    records: (...ids) => engine.syncRecords(id, { ids, evenPaused: false }),
    async until(holds) {
      const limit = Date.now() + COMES_WITHIN_MS;
      for (;;) {
        // On a busy machine a question may be out of time; the next one is not.
        const now = await status().catch((error: unknown) => String(error));
        if (typeof now !== 'string' && holds(now)) return now;
        if (Date.now() > limit) throw new Error(`never so; last seen: ${JSON.stringify(now)}`);
        await pause(LOOK_EVERY_MS);
      }
    },
    pass,
  };
}

/** Activities of a worker, each done by the fakes of the connection it is for. */
function routed(playing: ReadonlyMap<string, Fakes>): Record<string, (at: { connection: string }) => Promise<unknown>> {
  return Object.fromEntries(
    Object.keys(fakes().activities).map((name) => [
      name,
      (at: { connection: string }) => {
        const activities = playing.get(at.connection)?.activities as
          Record<string, (at: unknown) => Promise<unknown>> | undefined;
        const work = activities?.[name];
        if (work === undefined) throw new Error(`nobody plays ${at.connection}`);
        return work(at);
      },
    ]),
  );
}
