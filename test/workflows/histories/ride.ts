import { setTimeout as pause } from 'node:timers/promises';
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Activities, Opening, RunRef } from '../../../activities/contract.js';
import { toFailure } from '../../../activities/fault.js';
import { SyncError } from '../../../src/domain/faults.js';
import { Fenced } from '../../../src/ports/store.js';
import { advance, attempt, turn, type Actor } from '../../simulation/actors.js';
import { drawn, type Engine, entered, type History, noteBegin, type Run, Stopped } from '../../simulation/run.js';
import { CONNECTION } from '../../simulation/connections.js';
import { ACTIVITIES } from '../../simulation/setup.js';
import type { Scene } from '../stage.js';

/** A record's id, as long as Salesforce's: the simulator's are shorter. */
const LONG = 18;
const FILLED_WITH = 'x';
/** Longest wait for the workflows to come to their next activity; ms of real time. */
const COMES_WITHIN_MS = 5_000;
/** World time that goes by while a run waits for what may still land (src/domain/cycle.ts). */
const LOOK_EVERY_MS = 10_000;
/** So long after nothing more began somebody resumes the connection; ms of real time. */
const MENDED_AFTER_MS = 400;
const BEAT_EVERY_MS = 1_000;

type Told = Omit<History, 'engine'>;

/** The simulator's activities as a worker does them, and the connection's workflow as the simulator's engine. */
export interface Ride {
  readonly activities: Partial<Activities>;
  engine(scene: Scene, told: Told): Engine;
}

/**
 * One history whose runs are walked by the real workflows: retries, holds and continuations are theirs, each attempt is an actor of the simulator's, which
 * moves it, crashes it or gives it up. Which of two lanes comes first is up to the server: a seed is not repeated to the letter.
 */
export function ride(): Ride {
  let told: Told | null = null;
  const known = new Map<number, Run>();
  /** Runs that wait for what may still land. */
  const waiting = new Set<Run>();
  let paused = false;
  /** Which runs are under way when a lot stops one is up to the server; one of each history is stopped for certain. */
  let stopsOne = true;

  const current = (): Told => {
    if (told === null) throw new Error('nobody tells a history yet');
    return told;
  };

  /** Also of one that the connection begins by itself, since what was asked of a stopped one is done later. */
  function runOf(number: number, asked: Pick<Run, 'mode' | 'waiver'>): Run {
    const found = known.get(number);
    if (found) return found;
    const { mode, waiver } = asked;
    const run: Run = { number, connection: CONNECTION, mode, waiver, ended: false, stopped: false };
    known.set(number, run);
    entered(current(), run);
    return run;
  }

  async function perform(name: keyof typeof ACTIVITIES, at: RunRef | Opening): Promise<unknown> {
    const { world, stage, rig } = current();
    const opening = 'mode' in at ? at : null;
    const run = runOf(at.run, { mode: opening?.mode ?? 'sync', waiver: opening?.waiver ?? null });
    if (opening) noteBegin(world, run);
    if (name === 'plan' && run.number > 1 && stopsOne) {
      stopsOne = false;
      run.stopped = true;
    }
    if (name === 'resolve' && waiting.has(run)) advance(stage, LOOK_EVERY_MS);
    const given = {
      ...at,
      connection: CONNECTION,
      ...(opening && { records: opening.records.map(short).filter(Boolean) }),
    };
    const context = Context.current();
    const stopping = () => context.cancellationSignal.aborted;
    const work = async (actor: Actor) => {
      if (run.stopped && name !== 'stop') throw new Stopped();
      const deps = rig.depsOf(actor);
      const pulse = () => ({ ...deps.pulse(), stopping });
      return (ACTIVITIES[name]({ ...deps, pulse }) as (asked: object) => Promise<unknown>)(given);
    };
    const beat = setInterval(() => context.heartbeat(), BEAT_EVERY_MS);
    const ended = await attempt(stage, `${run.number} ${name}`, work).finally(() => clearInterval(beat));
    if (ended === 'given up') throw ApplicationFailure.retryable('given up', 'fenced');
    if ('error' in ended) throw failure(ended.error, name, context.info.attempt);
    if (name === 'resolve')
      if ((ended.value as { open: number }).open > 0) waiting.add(run);
      else waiting.delete(run);
    if (name === 'settle' || name === 'stop') {
      world.hears?.(`run ${run.number} ends`);
      run.ended = true;
    }
    return ended.value;
  }

  function failure(error: unknown, name: string, tries: number): Error {
    const { world, stage } = current();
    if (error instanceof Stopped) {
      world.fire('run stopped');
      return toFailure(new SyncError('misconfigured', 'stopped', { system: 'tandem' }), name, tries);
    }
    if (!(error instanceof SyncError || error instanceof Fenced)) stage.broken ??= error;
    return toFailure(error, name, tries);
  }

  async function settled(resume: () => Promise<void>): Promise<void> {
    const { stage, runs } = current();
    let mends = Date.now() + MENDED_AFTER_MS;
    for (const limit = Date.now() + COMES_WITHIN_MS; Date.now() < limit && stage.broken === null;) {
      await turn();
      if ([...stage.actors].some(({ parked, superseded }) => parked.length > 0 && !superseded)) return;
      if (paused || runs.every(({ ended }) => ended)) return;
      await pause(1);
      if (Date.now() < mends) continue;
      // A run that was stopped lets nothing run before somebody has looked.
      await resume();
      mends += MENDED_AFTER_MS;
    }
  }

  return {
    activities: Object.fromEntries(
      Object.keys(ACTIVITIES).map((name) => [
        name,
        (at: RunRef | Opening) => perform(name as keyof typeof ACTIVITIES, at),
      ]),
    ),
    engine(scene, history) {
      told = history;
      const { id, engine } = scene;
      history.stage.settled = () => settled(() => engine.resume(id));
      const { rnd } = history.world;
      const set = async (on: boolean) => {
        paused = on;
        await (on ? engine.pause(id, null) : engine.resume(id));
      };
      return {
        async begin(_history, asked) {
          const { mode, full, waiver } = asked;
          const ids = drawn(history, asked);
          try {
            const run = await (waiver !== null
              ? engine.approve(id, waiver)
              : mode === 'records'
                ? scene.records(...(ids.length === 0 ? [''] : ids).map(long))
                : scene.request({ full }));
            return runOf(run, asked);
          } catch (error) {
            // Paused, or what is held is not known to the connection before the run that holds it has ended.
            if (error instanceof SyncError && error.kind === 'refused') return null;
            throw error;
          }
        },
        configure: async (version) => {
          await engine.configure({ id, version, hash: `h${version}`, profile: 'main-list' });
        },
        disturb: async () => {
          if (!rnd.chance(paused ? 0.4 : 0.05)) return;
          if (!paused) history.world.fire('paused');
          await set(!paused);
        },
        calm: async () => {
          if (paused) await set(false);
        },
      };
    },
  };
}

const long = (id: string): string => id.padEnd(LONG, FILLED_WITH);
const short = (id: string): string => id.replace(new RegExp(`${FILLED_WITH}+$`), '');
