import { Context } from '@temporalio/activity';
import { check } from './check.js';
import { collect } from './collect.js';
import type { Activities } from './contract.js';
import type { Deps } from './deps.js';
import { describe } from './describe.js';
import { SyncError } from '../src/domain/faults.js';
import { toFailure } from './fault.js';
import { follow } from './follow.js';
import { gather } from './gather.js';
import { guard } from './guard.js';
import { nextRun } from './nextRun.js';
import { plan } from './plan.js';
import { probe } from './probe.js';
import { publish } from './publish.js';
import { living } from './pulse.js';
import { reopen } from './reopen.js';
import { reject } from './reject.js';
import { resolve } from './resolve.js';
import { settle } from './settle.js';
import { stop } from './stop.js';
import { watch } from './watch.js';
import { write } from './write.js';

/**
 * All activities, each with a life sign and its faults in Temporal's words. `deps.pulse` must be `currentPulse` (pulse.ts).
 * @param shutdown aborted when the worker begins to drain
 */
export function createActivities(deps: Deps, shutdown?: AbortSignal): Activities {
  const lived = <A extends object, R>(work: (at: A) => Promise<R>) => {
    const { name } = work;
    return async (at: A): Promise<R> => {
      try {
        return await living(() => work(at), shutdown);
      } catch (error) {
        const { attempt } = Context.current().info;
        const connection = 'connection' in at && typeof at.connection === 'string' ? at.connection : null;
        deps.log.warn('activity.failed', { activity: name, connection, attempt, ...described(error) });
        throw toFailure(error, name, attempt);
      }
    };
  };
  return {
    check: lived(check(deps)),
    probe: lived(probe(deps)),
    nextRun: lived(nextRun(deps)),
    publish: lived(publish(deps)),
    watch: lived(watch(deps)),
    describe: lived(describe(deps)),
    collect: lived(collect(deps)),
    gather: lived(gather(deps)),
    resolve: lived(resolve(deps)),
    follow: lived(follow(deps)),
    plan: lived(plan(deps)),
    guard: lived(guard(deps)),
    write: lived(write(deps)),
    reopen: lived(reopen(deps)),
    settle: lived(settle(deps)),
    reject: lived(reject(deps)),
    stop: lived(stop(deps)),
  };
}

/** Kind and code of ours; of anything else its class and the place in the code: its message may quote a person. */
function described(error: unknown): Readonly<Record<string, string | null>> {
  if (error instanceof SyncError)
    return { kind: error.kind, system: error.detail.system, code: error.detail.code ?? null, message: error.message };
  if (!(error instanceof Error)) return { kind: null, place: null };
  const place =
    error.stack
      ?.split('\n')
      .find((line) => /^\s+at /.test(line))
      ?.trim() ?? null;
  return { kind: error.constructor.name, place };
}
