import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { BUNDLE } from '../workflows/stage.js';

/** Recorded by record.ts from the workflows that were in use: one file for each, named by what happened in it. */
const HISTORIES = path.join(__dirname, 'histories');

interface Recorded {
  readonly workflowId: string;
  readonly history: { readonly events: readonly { readonly eventType: string }[] };
}

const recorded = readdirSync(HISTORIES)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, ...(JSON.parse(readFileSync(path.join(HISTORIES, name), 'utf8')) as Recorded) }));

test('histories of connections and runs are at hand, continued ones too', () => {
  const ends = recorded.map(({ history }) => history.events.at(-1)?.eventType);
  expect(recorded.filter(({ workflowId }) => /^connection\/[^/]+$/.test(workflowId)).length).toBeGreaterThan(1);
  expect(recorded.filter(({ workflowId }) => /\/run\/\d+$/.test(workflowId)).length).toBeGreaterThan(1);
  expect(new Set(ends)).toEqual(
    new Set(['EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED', 'EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW']),
  );
});

test('what is under way in workflows goes on under this build: every recorded history replays', async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const replayed = Worker.runReplayHistories({ workflowBundle: BUNDLE }, recorded);
  const outcomes: [string, string | null][] = [];
  for await (const { workflowId, error } of replayed) outcomes.push([workflowId, error?.message ?? null]);
  expect(outcomes.toSorted()).toEqual(recorded.map(({ workflowId }) => [workflowId, null]).toSorted());
}, 120_000);

test('a history that other code made does not replay', async () => {
  const other = recorded.flatMap(({ workflowId, history }) => {
    const [first, ...rest] = history.events;
    const at = rest.findIndex(({ eventType }) => eventType === 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED');
    const text = JSON.stringify(rest[at]).replace(
      /"activityType":\{"name":"\w+"\}/,
      '"activityType":{"name":"another"}',
    );
    const events = [first, ...rest.slice(0, at), JSON.parse(text) as (typeof rest)[number], ...rest.slice(at + 1)];
    return at < 0 ? [] : [{ workflowId, history: { events } }];
  });
  const replayed = Worker.runReplayHistories({ workflowBundle: BUNDLE }, other);
  const names: (string | undefined)[] = [];
  for await (const { error } of replayed) names.push(error?.name);
  expect(new Set(names)).toEqual(new Set(['DeterminismViolationError']));
}, 120_000);
