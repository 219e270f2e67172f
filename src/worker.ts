import { existsSync } from 'node:fs';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Deps } from '../activities/deps.js';
import { createActivities } from '../activities/index.js';
import { currentPulse } from '../activities/pulse.js';
import { RECORDS_TASK_QUEUE, TASK_QUEUE } from '../workflows/messages.js';
import { SyncError } from './domain/faults.js';
import { PROTOCOL } from './domain/protocol.js';
import type { TemporalAddress } from './runtime/attach.js';
import { checkout } from './runtime/checkout.js';
import { registerSearchAttributes } from './runtime/searchAttributes.js';
import { postgresStore } from './store/index.js';
import { openings } from './worker/openings.js';
import { secretKey } from './worker/secretKey.js';
import { temporalLogger } from './worker/temporalLogger.js';
import { webhook } from './worker/webhook.js';
import { watched } from './worker/watched.js';

export interface WorkerSettings {
  readonly databaseUrl: string;
  readonly temporal: TemporalAddress;
  readonly log: Logger;
  /** Aborted: takes no more work, ends the batches in hand and returns. */
  readonly stop: AbortSignal;
  /** Both task queues are being polled. */
  readonly ready?: () => void;
}

/** Batches in hand get this long to end at a stop. */
const GRACE = '10s';
/** Temporal may be starting beside us, on a machine that is busy with it. */
const CONNECT_WITHIN = '60s';

/** Small on purpose: a vendor's limits, not our processors, bound what runs at once. */
const COMMON = {
  // Pause must reach a batch that runs (temporal.md: the default throttles heartbeats to 60 s).
  maxHeartbeatThrottleInterval: '2s',
  shutdownGraceTime: GRACE,
  shutdownForceTime: '30s',
  workflowThreadPoolSize: 1,
  maxConcurrentWorkflowTaskExecutions: 10,
} as const satisfies Partial<WorkerOptions>;

const QUEUES = [
  { taskQueue: TASK_QUEUE, maxConcurrentActivityTaskExecutions: 12, maxCachedWorkflows: 200 },
  { taskQueue: RECORDS_TASK_QUEUE, maxConcurrentActivityTaskExecutions: 4, maxCachedWorkflows: 20 },
] as const satisfies readonly Partial<WorkerOptions>[];

/**
 * Works until `stop`: the one place where store, adapters, activities and workflows meet.
 * Throws SyncError `unreachable` when database or Temporal do not answer, `misconfigured` when schema, namespace or build do not fit this program.
 */
export async function runWorker({ databaseUrl, temporal, log, stop, ready }: WorkerSettings): Promise<void> {
  Runtime.install({ logger: temporalLogger(log), shutdownSignals: [] });
  const key = secretKey(process.env);
  const store = postgresStore(databaseUrl, { poolSize: 10, ...(key === null ? {} : { secretKey: key }) });
  try {
    await store.check();
    await prepareNamespace(temporal, log);
    const opened = openings(store, process.env);
    const deps: Deps = {
      store,
      open: opened.open,
      pulse: currentPulse,
      protocol: PROTOCOL,
      log: { info: (event, ids) => log.info(ids, event), warn: (event, ids) => log.warn(ids, event) },
      tell: webhook(store, process.env),
      now: Date.now,
    };
    const activities = watched(createActivities(deps, stop), store, opened);
    const connection = await connected(() => NativeConnection.connect(temporal.connectionOptions));
    try {
      await work({
        connection,
        namespace: temporal.namespace,
        activities,
        workflowBundle: { codePath: bundle() },
        log,
        stop,
        ready,
      });
    } finally {
      await connection.close();
    }
  } finally {
    await store.close();
  }
}

async function work({
  log,
  stop,
  ready,
  ...options
}: Required<Pick<WorkerOptions, 'connection' | 'namespace' | 'activities' | 'workflowBundle'>> & {
  readonly log: Logger;
  readonly stop: AbortSignal;
  readonly ready: (() => void) | undefined;
}): Promise<void> {
  const workers = await Promise.all(QUEUES.map((queue) => Worker.create({ ...COMMON, ...options, ...queue })));
  const drain = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  // One that fails must not leave the other at work in a process that is about to end.
  const running = workers.map((worker) => worker.run().finally(drain));
  stop.addEventListener('abort', drain, { once: true });
  if (stop.aborted) drain();
  log.info({ queues: QUEUES.map(({ taskQueue }) => taskQueue) }, 'worker ready');
  ready?.();
  const ends = await Promise.allSettled(running);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  log.info({}, 'worker drained');
}

async function prepareNamespace({ connectionOptions, namespace }: TemporalAddress, log: Logger): Promise<void> {
  const connection = await connected(() =>
    Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_WITHIN }),
  );
  try {
    await registerSearchAttributes(connection, namespace);
  } catch (error) {
    // Some hosted namespaces do not let clients look: their operator adds the attributes.
    if (!(error instanceof SyncError) || error.kind !== 'unreachable') throw error;
    log.warn({ namespace }, 'search attributes could not be checked');
  } finally {
    await connection.close();
  }
}

async function connected<T>(connect: () => Promise<T>): Promise<T> {
  try {
    return await connect();
  } catch (cause) {
    throw new SyncError('unreachable', 'Temporal does not answer: look at TEMPORAL_ADDRESS, or run `tandem up`', {
      system: 'temporal',
      cause,
    });
  }
}

/** Made by the build: bundling at start-up would cost seconds and need the sources. */
function bundle(): string {
  const file = path.join(checkout(), 'dist', 'workflow-bundle.js');
  if (!existsSync(file))
    throw new SyncError('misconfigured', 'the workflow bundle is missing: run `npm run build`', { system: 'tandem' });
  return file;
}
