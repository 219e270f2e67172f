import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Activities, Watched } from '../../activities/contract.js';

/** Activities that note what they were asked, in order. */
export interface Fakes {
  readonly activities: Activities;
  readonly calls: readonly { readonly name: string; readonly at: Readonly<Record<string, unknown>> }[];
  names(): readonly string[];
  count(name: string): number;
  /** What an activity was given each time. */
  given(name: string): readonly Readonly<Record<string, unknown>>[];
}

export const NOTHING_WAITS: Watched = {
  inbox: 0,
  held: 0,
  holds: [],
  lookAt: null,
  lagMs: null,
  inStepAt: null,
  late: false,
};

/** Activities over two empty systems without a schedule; each can be replaced. */
export function fakes(replaced: Partial<Activities> = {}): Fakes {
  const calls: Fakes['calls'][number][] = [];
  const done = { done: true, handled: 0 };
  const usual: Activities = {
    check: () => Promise.resolve({ unknown: [] }),
    probe: () => Promise.resolve({ changed: false, nextRunAt: null }),
    nextRun: () => Promise.resolve({ nextRunAt: null, lastRun: 0 }),
    publish: () => Promise.resolve(),
    watch: () => Promise.resolve(NOTHING_WAITS),
    describe: () => Promise.resolve({ parked: [] }),
    collect: () => Promise.resolve(done),
    gather: () => Promise.resolve(done),
    resolve: () => Promise.resolve({ open: 0 }),
    follow: () => Promise.resolve(done),
    plan: () => Promise.resolve(done),
    guard: () => Promise.resolve(done),
    write: () => Promise.resolve(done),
    reopen: () => Promise.resolve(),
    settle: () => Promise.resolve({ outcome: 'inStep', writes: 0, inbox: 0, held: 0 }),
    reject: () => Promise.resolve({ rejected: 0, inbox: 0, held: 0, holds: [] }),
    stop: () => Promise.resolve({ outcome: 'stopped', writes: 0, inbox: 0, held: 0 }),
  };
  const noted = Object.entries({ ...usual, ...replaced }).map(([name, work]) => [
    name,
    (at: Record<string, unknown>) => {
      calls.push({ name, at });
      return (work as (at: unknown) => Promise<unknown>)(at);
    },
  ]);
  const given = (name: string) => calls.filter((call) => call.name === name).map(({ at }) => at);
  return {
    activities: Object.fromEntries(noted) as Activities,
    calls,
    names: () => calls.map(({ name }) => name),
    count: (name) => given(name).length,
    given,
  };
}

/** A fault as activities/fault.ts words it. */
export function failure(kind: string, message = `a fault of kind ${kind}`, retryAfterMs: number | null = null) {
  return ApplicationFailure.create({
    type: kind,
    message,
    nonRetryable: true,
    details: [{ kind, system: 'salesforce', code: null, retryAfterMs }],
  });
}

/** A batch in flight that ends well once it is asked to stop, as those of `collect` and `write` do. */
export async function untilStopped(): Promise<{ done: boolean; handled: number }> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), 100);
  try {
    await new Promise<void>((resolve) =>
      context.cancellationSignal.addEventListener('abort', () => resolve(), { once: true }),
    );
    return { done: false, handled: 1 };
  } finally {
    clearInterval(beat);
  }
}

/** A gate in an activity's way: it waits there until it is opened. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}
