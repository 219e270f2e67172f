import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Client,
  WithStartWorkflowOperation,
  WorkflowIdConflictPolicy,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  isGrpcServiceError,
  type WorkflowUpdateHandle,
} from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import { SyncError } from '../../domain/faults.js';
import * as messages from '../../../workflows/messages.js';
import type { Engine } from './engine.js';

/** A worker that lives takes a message within seconds; one that was killed is back within this. */
const TAKEN_WITHIN_MS = 60_000;
/** Checking credentials asks two systems, each with time limits and retries of its own. */
const ANSWERED_WITHIN_MS = 180_000;
const STATUS_WITHIN_MS = 10_000;
const BETWEEN_TRIES_MS = 500;

/** gRPC status codes, https://grpc.io/docs/guides/status-codes/ */
const GRPC = { deadline: 4, notFound: 5, exhausted: 8, failedPrecondition: 9, unavailable: 14 } as const;

/**
 * How often an update is sent that was turned away. That happens for a moment while a workflow continues as new, or when ten are under way (reference temporal, T4).
 * One whose task the server did not take is forgotten by it: a signal came just as the workflow continued as new, or a namespace that got our
 * search attributes this minute does not know them everywhere yet, and the task is tried again after 1, 2, 4, … s.
 */
const TRIES: Readonly<Record<number, number>> = {
  [GRPC.exhausted]: 20,
  [GRPC.unavailable]: 20,
  [GRPC.failedPrecondition]: 300,
};

/** Connections' workflows over a Temporal client. */
export function temporalEngine(client: Client): Engine {
  const handle = (id: string) => client.workflow.getHandle(messages.connectionWorkflowId(id));
  const within = <T>(ms: number, call: () => Promise<T>) => client.connection.withDeadline(Date.now() + ms, call);

  /** Every message takes one object or nothing. */
  async function update<Ret, Arg extends object>(
    id: string,
    definition: UpdateDefinition<Ret, [Arg]>,
    arg: Arg,
  ): Promise<Ret> {
    const options = { args: [arg] as [Arg], updateId: randomUUID(), waitForStage: 'ACCEPTED' as const };
    return answered(id, () => handle(id).startUpdate(definition, options));
  }

  /** Starts an update, then waits for what became of it. */
  async function answered<Ret>(id: string, start: () => Promise<WorkflowUpdateHandle<Ret>>): Promise<Ret> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const taken = await within(TAKEN_WITHIN_MS, start);
        return await within(ANSWERED_WITHIN_MS, () => taken.result());
      } catch (error) {
        const code = grpcCode(error);
        if (code === null || attempt >= (TRIES[code] ?? 1)) throw translated(id, error);
        await sleep(BETWEEN_TRIES_MS);
      }
    }
  }

  return {
    async configure({ id, profile, version, hash }) {
      const updateId = randomUUID();
      const result = await answered(id, () =>
        client.workflow.startUpdateWithStart(messages.configure, {
          args: [{ version, hash, profile }],
          updateId,
          waitForStage: 'ACCEPTED',
          startWorkflowOperation: new WithStartWorkflowOperation('connection', {
            workflowId: messages.connectionWorkflowId(id),
            taskQueue: messages.TASK_QUEUE,
            workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
            args: [{ connection: id, profile, version, hash }],
            staticSummary: `Connection ${id}, profile ${profile}`,
          }),
        }),
      );
      return result;
    },
    requestRun: async (id, wish) => (await update(id, messages.requestRun, { ...wish })).run,
    syncRecords: async (id, { ids, evenPaused }) =>
      (await update(id, messages.syncRecords, { ids: [...ids], evenPaused })).run,
    approve: async (id, hash) => (await update(id, messages.approve, { hash })).run,
    reject: async (id, hash) => (await update(id, messages.reject, { hash })).rejected,
    pause: (id, reason) => guarded(id, () => handle(id).signal(messages.pause, reason === null ? {} : { reason })),
    resume: (id) => guarded(id, () => handle(id).signal(messages.resume)),
    async remove(id) {
      try {
        const updateId = randomUUID();
        await answered(id, () => handle(id).startUpdate(messages.remove, { updateId, waitForStage: 'ACCEPTED' }));
        // It ends the step in hand first, and says no to everything meanwhile: whoever applies the file again right now must not meet it.
        await within(ANSWERED_WITHIN_MS, () => handle(id).result());
      } catch (error) {
        if (!(error instanceof SyncError && error.kind === 'stale')) throw error;
      }
    },
    async status(id) {
      try {
        return await within(STATUS_WITHIN_MS, () => handle(id).query(messages.status));
      } catch (error) {
        if (grpcCode(error) === GRPC.unavailable) throw translated(id, error);
        return null;
      }
    },
  };
}

async function guarded(id: string, call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    throw translated(id, error);
  }
}

function grpcCode(error: unknown): number | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1)
    if (isGrpcServiceError(at)) return at.code;
  return null;
}

function translated(id: string, error: unknown): unknown {
  const detail = { system: 'temporal', cause: error };
  if (error instanceof WorkflowUpdateFailedError) {
    const reason =
      error.cause instanceof ApplicationFailure
        ? error.cause.message
        : 'it gave no reason of ours; see its workflow in the Temporal Web UI';
    return new SyncError('refused', `connection ${id} refused: ${reason}`, detail);
  }
  const code = grpcCode(error);
  if (error instanceof WorkflowNotFoundError || code === GRPC.notFound)
    return new SyncError('stale', `connection ${id} has no workflow: apply its file again`, detail);
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || code === GRPC.deadline)
    return new SyncError(
      'unreachable',
      `no worker answers for connection ${id}: run \`tandem up\` or \`tandem worker\``,
      detail,
    );
  if (code === GRPC.failedPrecondition)
    return new SyncError(
      'unreachable',
      `the workflow of connection ${id} does not come on: its tasks fail, the Temporal Web UI says why`,
      detail,
    );
  if (code !== null)
    return new SyncError(
      'unreachable',
      'Temporal does not answer: run `tandem up`, or look at TEMPORAL_ADDRESS',
      detail,
    );
  return error;
}
