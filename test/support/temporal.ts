import { TestWorkflowEnvironment } from '@temporalio/testing';

/** How often the clock is looked at, and how far it must move in that time to count as moving. */
const LOOK_EVERY = 300;
const MOVES_AT_LEAST = 1000;

export interface TimeSkipping {
  readonly env: TestWorkflowEnvironment;
  /**
   * Awaits a workflow's result or anything else while the server's clock skips ahead. A child started ABANDON whose parent continues as new leaves
   * the clock locked for ever (toolchain.md, T16): whenever it stands still, one lock is taken off.
   */
  skipping<T>(awaited: Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** A time-skipping Temporal server for one suite: start it in beforeAll with a time limit of 60 s, `stop` it in afterAll. Fails where the server is missing. */
export async function timeSkippingEnv(): Promise<TimeSkipping> {
  const path = process.env['TEMPORAL_TEST_SERVER'];
  if (path === undefined || path === '')
    throw new Error(
      process.env['TANDEM_TEST_SERVER_PROBLEM'] ??
        'no Temporal test server: run through jest, whose globalSetup finds one',
    );
  const env = await started(path);
  return { env, skipping: (awaited) => skipping(env, awaited), stop: () => env.teardown() };
}

/** The client gives the server ten seconds from its start: on a busy machine it may need more, once. */
async function started(path: string): Promise<TestWorkflowEnvironment> {
  const server = { executable: { type: 'existing-path', path } } as const;
  try {
    return await TestWorkflowEnvironment.createTimeSkipping({ server });
  } catch {
    return TestWorkflowEnvironment.createTimeSkipping({ server });
  }
}

async function skipping<T>(env: TestWorkflowEnvironment, awaited: Promise<T>): Promise<T> {
  let settled = false;
  const done = awaited.finally(() => {
    settled = true;
  });
  // The caller gets the rejection; the watcher below must not turn it into an unhandled one.
  done.catch(() => undefined);
  let last = await env.currentTimeMs();
  while (!settled) {
    await Promise.race([done.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))]);
    if (settled) break;
    const now = await env.currentTimeMs();
    if (now - last < MOVES_AT_LEAST) await env.connection.testService?.unlockTimeSkipping({});
    last = now;
  }
  return done;
}
