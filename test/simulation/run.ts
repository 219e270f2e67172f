import { cycle, type Settled } from '../../src/domain/cycle.js';
import { SyncError } from '../../src/domain/faults.js';
import { perform, type Stage } from './actors.js';
import { CONNECTION } from './connections.js';
import { ACTIVITIES, type Rig } from './setup.js';
import { living } from './records.js';
import type { World } from './world.js';

/** A run under way: the workflow, which never crashes, over activities which do. */
export interface Run {
  readonly number: number;
  readonly connection: string;
  readonly mode: 'sync' | 'records' | 'plan';
  readonly waiver: string | null;
  ended: boolean;
  /** To be stopped at its next step, as for want of a system. */
  stopped: boolean;
}

export interface History {
  readonly world: World;
  readonly stage: Stage;
  readonly rig: Rig;
  readonly runs: Run[];
  version: number;
}

class Stopped extends Error {}

/** Begins a run; it moves on as its actors do. */
export function begin(
  history: History,
  mode: Run['mode'],
  waiver: string | null = null,
  full = false,
  connection = CONNECTION,
): Run {
  const { world, stage, runs } = history;
  const run: Run = { number: runs.length + 1, connection, mode, waiver, ended: false, stopped: false };
  runs.push(run);
  world.hears?.(`run ${run.number} begins: ${mode}${connection === CONNECTION ? '' : ` of ${connection}`}`);
  world.tally.runs += 1;
  // By id alone nobody sees who went into a record.
  if (mode === 'sync') world.begun.set(run.number, world.events);
  const at = { connection, version: history.version, run: run.number };
  const records =
    mode === 'records' && waiver === null
      ? living(world, 'crm')
          .filter(() => world.rnd.chance(0.4))
          .map(({ id }) => id)
      : [];
  const step = <K extends keyof typeof ACTIVITIES>(name: K, args: Parameters<ReturnType<(typeof ACTIVITIES)[K]>>[0]) =>
    perform(stage, `${run.number} ${name}`, (actor) => {
      if (run.stopped && name !== 'stop') throw new Stopped();
      const work = ACTIVITIES[name](history.rig.depsOf(actor)) as (args: unknown) => Promise<never>;
      return work(args);
    });
  const steps = {
    describe: () => step('describe', { ...at, mode, full, records, ...(waiver !== null && { waiver }) }),
    collect: (side: 'crm' | 'platform') => step('collect', { ...at, side }),
    gather: () => step('gather', at),
    resolve: () => step('resolve', at),
    follow: () => step('follow', at),
    plan: () => step('plan', at),
    guard: () => step('guard', at),
    write: (side: 'crm' | 'platform', only?: 'optOuts') => step('write', { ...at, side, ...(only && { only }) }),
    reopen: () => step('reopen', at),
    settle: () => step('settle', { ...at, historyEvents: 0 }),
  };
  const control = {
    mode,
    proceed: () => Promise.resolve(),
    sleep: (ms: number) => new Promise<void>((wake) => void stage.sleepers.push({ until: world.now + ms, wake })),
    phase: () => undefined,
  };
  void cycle(steps, control)
    .catch(async (error: unknown): Promise<Settled> => {
      if (!(error instanceof Stopped) && !(error instanceof SyncError && error.kind === 'quota')) throw error;
      // Whatever else of it is under way is not tried again.
      run.stopped = true;
      world.fire(error instanceof SyncError ? 'calls short' : 'run stopped');
      return step('stop', { ...at, reason: 'unreachable', historyEvents: 0 });
    })
    .then(() => {
      world.hears?.(`run ${run.number} ends`);
      run.ended = true;
    })
    .catch((error: unknown) => void (stage.broken ??= error));
  return run;
}
