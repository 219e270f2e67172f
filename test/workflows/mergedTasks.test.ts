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

interface Rest {
  readonly events: readonly Event[];
  /** What it schedules at once when it is given a new version then, its worker alive. */
  readonly scheduled: readonly string[];
}

const VERSION = { version: 9, hash: 'another', profile: 'main-list' };

/** A connection that came to rest after one run, the end of its last activity in a task of its own. */
async function atRest(): Promise<Rest> {
  const stage = await openStage(realServer);
  try {
    const histories: temporal.api.history.v1.IHistory[] = [];
    const slow = fakes({
      publish: () => pause(PUBLISH_MS),
      // Its run ends when all that its beginning had to say was said, however fast the machine is.
      describe: () => pause(3 * PUBLISH_MS, { parked: [] }),
    });
    await stage.connected(slow, async ({ request, until, handle }) => {
      await request();
      await until(({ state, lastRun }) => state === 'idle' && lastRun === 1);
      await pause(3 * PUBLISH_MS);
      histories.push(await handle.fetchHistory());
      await handle.executeUpdate('configure', { args: [VERSION] });
      histories.push(await handle.fetchHistory());
    });
    const [rest, given] = histories.map(
      (one) => (JSON.parse(historyToJSON(one)) as { events: readonly Event[] }).events,
    );
    return { events: rest!, scheduled: scheduledBy(given!) };
  } finally {
    await stage.close();
  }
}

/** Activities that the task scheduled which took the newest update. */
function scheduledBy(events: readonly Event[]): readonly string[] {
  const from = events.findLastIndex(({ eventType }) => eventType.endsWith('UPDATE_ACCEPTED'));
  const rest = events.slice(from + 1);
  const end = rest.findIndex(({ eventType }) => !/ACTIVITY_TASK_SCHEDULED|MARKER|SEARCH_ATTRIBUTES/.test(eventType));
  return rest.slice(0, end).flatMap((event) => {
    const attributes = event['activityTaskScheduledEventAttributes'] as { activityType: { name: string } } | undefined;
    return attributes?.activityType.name ?? [];
  });
}

/** The same, asked for something while its worker was dead: nobody took the first task, and another worker begins with the second. */
function askedWhileAway({ events }: Pick<Rest, 'events'>): readonly Event[] {
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

interface Seen {
  readonly jobs: readonly string[];
  readonly commands: readonly string[];
  readonly scheduled: readonly string[];
}

/** What a new worker makes of an update that comes with the last task of a history. */
async function met(events: readonly Event[], name: string, wish: object): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const { activate } = BaseVMWorkflow.prototype;
  BaseVMWorkflow.prototype.activate = async function (activation) {
    const isLast = activation.historyLength === events.length && !activation.isReplaying;
    if (isLast) activation.jobs = [...(activation.jobs ?? []), asked(name, wish)];
    const done = await activate.call(this, activation);
    const named = (all: readonly object[]) => all.map((one) => Object.keys(one).find((key) => key !== 'userMetadata')!);
    const commands = done.successful?.commands ?? [];
    const scheduled = commands.flatMap(({ scheduleActivity }) => scheduleActivity?.activityType ?? []);
    if (isLast) seen.push({ jobs: named(activation.jobs ?? []), commands: named(commands), scheduled });
    return done;
  };
  // In this thread, where it can be watched.
  const here = { workflowBundle: BUNDLE, debugMode: true };
  try {
    await Worker.runReplayHistory(here, { events }, 'connection/c1').catch(() => undefined);
  } finally {
    BaseVMWorkflow.prototype.activate = activate;
  }
  return seen;
}

test('R-ALL-4 a request that a new worker meets in one task with the end of an activity is answered before its run begins, as every replay of it will have it', async () => {
  expect(await met(askedWhileAway(await atRest()), 'requestRun', WISH)).toEqual([
    {
      jobs: ['resolveActivity', 'doUpdate'],
      commands: ['updateResponse', 'updateResponse', 'startChildWorkflowExecution'],
      scheduled: [],
    },
  ]);
}, 120_000);

test('R-ALL-4 a new version that a new worker meets in one task with the end of an activity is taken as one that comes at rest', async () => {
  const rest = await atRest();
  const [seen] = await met(askedWhileAway(rest), 'configure', VERSION);
  expect(seen?.jobs).toEqual(['resolveActivity', 'doUpdate']);
  expect(rest.scheduled).toContain('nextRun');
  expect(seen?.scheduled).toEqual(rest.scheduled);
}, 120_000);

function asked(name: string, wish: object): coresdk.workflow_activation.IWorkflowActivationJob {
  const payload = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(wish)) };
  return coresdk.workflow_activation.WorkflowActivationJob.fromObject({
    doUpdate: { id: 'u', protocolInstanceId: 'p', name, runValidator: true, input: [payload], meta: {} },
  });
}
