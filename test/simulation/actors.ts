import { SyncError } from '../../src/domain/faults.js';
import { Fenced } from '../../src/ports/store.js';
import type { Pulse } from '../../src/ports/pulse.js';
import type { Gate } from './people.js';
import { user } from './users.js';
import type { World } from './world.js';

/** Everything that can go on without a gate has gone on. */
export const turn = (): Promise<void> => new Promise((go) => void setImmediate(go));

export const HEARTBEAT_MS = 20_000;

/** One attempt of one activity, parked at gates until the driver lets it go on. */
export interface Actor {
  readonly name: string;
  readonly pulse: Pulse;
  readonly gate: Gate;
  /** Steps it may take before it parks again. */
  credit: number;
  readonly parked: (() => void)[];
  lastBeat: number;
  dead: boolean;
  /** Its heartbeat timed out and another attempt has begun: it does not know. */
  superseded: boolean;
  /** Ends the attempt as seen from outside: crashed, or given up. */
  end: () => void;
}

/** Every attempt under way, and the zombies. */
export interface Stage {
  readonly world: World;
  readonly actors: Set<Actor>;
  readonly sleepers: { until: number; wake: () => void }[];
  /** Faults of the driver's own making: anything that is neither fenced nor a SyncError. */
  broken: unknown;
  /** Whatever goes on by itself has gone on, as far as its gates. */
  settled(): Promise<void>;
}

export const makeStage = (world: World): Stage => ({
  world,
  actors: new Set(),
  sleepers: [],
  broken: null,
  settled: turn,
});

function spawn(stage: Stage, name: string): Actor {
  const { world } = stage;
  const { rnd } = world;
  const actor: Actor = {
    name,
    credit: 0,
    parked: [],
    lastBeat: world.now,
    dead: false,
    superseded: false,
    end: () => undefined,
    pulse: {
      half: HEARTBEAT_MS / 2,
      now: () => world.now,
      beat: () => void (actor.lastBeat = world.now),
      fresh: () => world.now - actor.lastBeat < HEARTBEAT_MS / 2,
      stopping: () => false,
      leaving: () => false,
      // Time goes by at the gates.
      idle: async () => {
        await actor.gate();
      },
    },
    gate: async () => {
      if (world.failure !== null) return new Promise(() => undefined);
      if (rnd.chance(0.25)) advance(stage, rnd.chance(0.1) ? rnd.below(8_000) : rnd.below(900));
      if (world.faults > 0 && rnd.chance(0.1)) user(world);
      if (rnd.chance(world.faults * 0.15)) {
        world.fire('crash');
        actor.dead = true;
        stage.actors.delete(actor);
        actor.end();
        return new Promise(() => undefined);
      }
      if (actor.credit > 0) {
        actor.credit -= 1;
        return;
      }
      return new Promise((go) => void actor.parked.push(go));
    },
  };
  stage.actors.add(actor);
  return actor;
}

/** Time passes: what was due happens, sleeping workflows wake. */
export function advance(stage: Stage, ms: number): void {
  stage.world.advance(ms);
  for (let at = stage.sleepers.length - 1; at >= 0; at -= 1) {
    if (stage.sleepers[at]!.until <= stage.world.now) stage.sleepers.splice(at, 1)[0]!.wake();
  }
}

/** Lets an actor take up to `steps` steps, and waits until it parks, ends or dies. */
export async function resume(actor: Actor, steps: number): Promise<void> {
  const go = actor.parked.shift();
  if (!go) return;
  actor.credit = steps;
  go();
  await turn();
}

/** Gives a silent attempt up, as Temporal does after its heartbeat timeout: another begins, this one lives on as a zombie. */
export function supersede(stage: Stage, actor: Actor): boolean {
  if (actor.superseded || actor.dead || stage.world.now - actor.lastBeat < HEARTBEAT_MS) return false;
  stage.world.fire('zombie');
  actor.superseded = true;
  actor.end();
  return true;
}

export type Ended<T> = { readonly value: T } | { readonly error: unknown } | 'given up';

/** Runs an activity as Temporal does: attempt after attempt, until one that is not given up answers. */
export async function perform<T>(stage: Stage, name: string, work: (actor: Actor) => Promise<T>): Promise<T> {
  for (;;) {
    const ended = await attempt(stage, name, work);
    if (ended === 'given up') continue;
    if ('value' in ended) return ended.value;
    if (!isRetried(ended.error)) throw ended.error;
  }
}

/** One attempt of an activity, as seen from outside: it may be given up and live on. */
export function attempt<T>(stage: Stage, name: string, work: (actor: Actor) => Promise<T>): Promise<Ended<T>> {
  const actor = spawn(stage, name);
  return new Promise<Ended<T>>((resolve) => {
    let isGivenUp = false;
    actor.end = () => {
      isGivenUp = true;
      resolve('given up');
    };
    void begin(actor, work).then((ended) => {
      if (!isGivenUp) stage.actors.delete(actor);
      resolve(ended);
    });
  });
}

export function isRetried(error: unknown): boolean {
  return (
    error instanceof Fenced ||
    (error instanceof SyncError && (error.kind === 'throttled' || error.kind === 'unreachable'))
  );
}

async function begin<T>(actor: Actor, work: (actor: Actor) => Promise<T>): Promise<Ended<T>> {
  try {
    await actor.gate();
    return { value: await work(actor) };
  } catch (error) {
    return { error };
  } finally {
    actor.dead = true;
  }
}
