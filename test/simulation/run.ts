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
  readonly engine: Engine;
  readonly runs: Run[];
  version: number;
}

export interface Asked extends Pick<Run, 'mode' | 'waiver' | 'connection'> {
  readonly full: boolean;
}

/** A run that begins, at once or after a while; null: it is not to be had now. */
export type Begun = Run | Promise<Run | null>;

/** Who walks runs through the cycle: the simulator itself, or the real workflows. */
export interface Engine {
  begin(history: History, asked: Asked): Begun;
  /** The file's next version counts for runs begun from now on. */
  configure?(version: number): Promise<void>;
  /** What else happens to runs now and then. */
  disturb?(): Promise<void>;
  /** Nothing of this any more. */
  calm?(): Promise<void>;
}

export class Stopped extends Error {}

/** Begins a run; it moves on as its actors do. */
export function begin(
  history: History,
  mode: Run['mode'],
  waiver: string | null = null,
  full = false,
  connection = CONNECTION,
): Begun {
  return history.engine.begin(history, { mode, waiver, full, connection });
}

/** Of a run that begins: in the books from now on. */
export function entered({ world, runs }: Pick<History, 'world' | 'runs'>, run: Run): void {
  runs.push(run);
  world.hears?.(`run ${run.number} begins: ${run.mode}${run.connection === CONNECTION ? '' : ` of ${run.connection}`}`);
  world.tally.runs += 1;
}

/** By id alone nobody sees who went into a record. */
export function noteBegin({ begun, events }: World, { mode, number }: Run): void {
  if (mode === 'sync' && !begun.has(number)) begun.set(number, events);
}

/** Whom a run by id is asked for. */
export function drawn({ world }: Pick<History, 'world'>, { mode, waiver }: Asked): readonly string[] {
  if (mode !== 'records' || waiver !== null) return [];
  return living(world, 'crm')
    .filter(() => world.rnd.chance(0.4))
    .map(({ id }) => id);
}

/** Walks the cycle as the workflow does, without one: runs never crash, their activities do. */
export const inProcess: Engine = { begin: walk };

function walk(history: History, asked: Asked): Run {
  const { world, stage, runs } = history;
  const { mode, waiver, full, connection } = asked;
  const run: Run = { number: runs.length + 1, connection, mode, waiver, ended: false, stopped: false };
  entered(history, run);
  noteBegin(world, run);
  const at = { connection, version: history.version, run: run.number };
  const records = drawn(history, asked);
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
