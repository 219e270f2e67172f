import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { coresdk, type temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { BaseVMWorkflow } from '@temporalio/worker/lib/workflow/vm-shared.js';
import { fakes } from './fakes.js';
import { realServer } from './servers.js';
import { BUNDLE, openStage } from './stage.js';

const WISH = { mode: 'sync', full: false, evenPaused: false };
const PUBLISH_MS = 400;

type Event = Record<string, unknown> & { readonly eventId: string; readonly eventType: string };

/** A connection that came to rest after one run, the end of its last activity in a task of its own. */
async function atRest(): Promise<{ readonly events: readonly Event[] }> {
  const stage = await openStage(realServer);
  try {
    let history: temporal.api.history.v1.IHistory | null = null;
    await stage.connected(fakes({ publish: () => pause(PUBLISH_MS) }), async ({ request, until, handle }) => {
      await request();
      await until(({ state, lastRun }) => state === 'idle' && lastRun === 1);
      await pause(3 * PUBLISH_MS);
      history = await handle.fetchHistory();
    });
    return JSON.parse(historyToJSON(history!)) as { readonly events: readonly Event[] };
  } finally {
    await stage.close();
  }
}

/** The same, asked for something while its worker was dead: nobody took the first task, and another worker begins with the second. */
function askedWhileAway({ events }: { readonly events: readonly Event[] }): readonly Event[] {
  const last = (type: string) => events.findLast(({ eventType }) => eventType === `EVENT_TYPE_WORKFLOW_TASK_${type}`)!;
  const end = Number(last('COMPLETED').eventId);
  const [scheduled, started] = [last('SCHEDULED'), last('STARTED')];
  const attributes = 'workflowTaskStartedEventAttributes';
  const timedOut = { scheduledEventId: String(end + 1), timeoutType: 'TIMEOUT_TYPE_SCHEDULE_TO_START' };
  const { eventTime } = scheduled;
  return [
    ...events.slice(0, end),
    { ...scheduled, eventId: String(end + 1) },
    {
      eventId: String(end + 2),
      eventTime,
      eventType: 'EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT',
      workflowTaskTimedOutEventAttributes: timedOut,
    },
    { ...scheduled, eventId: String(end + 3) },
    {
      ...started,
      eventId: String(end + 4),
      [attributes]: { ...(started[attributes] as object), scheduledEventId: String(end + 3) },
    },
  ];
}

test('R-ALL-4 a request that a new worker meets in one task with the end of an activity is answered before its run begins, as every replay of it will have it', async () => {
  const events = askedWhileAway(await atRest());
  const seen: { readonly jobs: readonly string[]; readonly commands: readonly string[] }[] = [];
  const { activate } = BaseVMWorkflow.prototype;
  BaseVMWorkflow.prototype.activate = async function (activation) {
    const isLast = activation.historyLength === events.length && !activation.isReplaying;
    if (isLast) activation.jobs = [...(activation.jobs ?? []), asked()];
    const done = await activate.call(this, activation);
    const named = (all: readonly object[]) => all.map((one) => Object.keys(one).find((key) => key !== 'userMetadata')!);
    if (isLast) seen.push({ jobs: named(activation.jobs ?? []), commands: named(done.successful?.commands ?? []) });
    return done;
  };
  // In this thread, where it can be watched.
  const here = { workflowBundle: BUNDLE, debugMode: true };
  try {
    await Worker.runReplayHistory(here, { events }, 'connection/c1').catch(() => undefined);
  } finally {
    BaseVMWorkflow.prototype.activate = activate;
  }
  expect(seen).toEqual([
    {
      jobs: ['resolveActivity', 'doUpdate'],
      commands: ['updateResponse', 'updateResponse', 'startChildWorkflowExecution'],
    },
  ]);
}, 120_000);

function asked(): coresdk.workflow_activation.IWorkflowActivationJob {
  const payload = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(WISH)) };
  return coresdk.workflow_activation.WorkflowActivationJob.fromObject({
    doUpdate: { id: 'u', protocolInstanceId: 'p', name: 'requestRun', runValidator: true, input: [payload], meta: {} },
  });
}
