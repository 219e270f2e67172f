import { SIDES, type Side } from './side.js';

/** One activity's progress through its phase. `done`: nothing is left of it just now. */
export interface Progress {
  readonly done: boolean;
  /** Records or rows handled by this call. */
  readonly handled: number;
}

/**
 * The steps of one run, as the run workflow calls them (activity proxies) and as the simulator calls them (the same activities, bare).
 * Each step is idempotent, takes up where the last attempt left off, and returns after a bounded piece of work.
 */
export interface Steps {
  /** Schemas, drift, the mapping and the windows of this round. */
  describe(): Promise<{ readonly parked: readonly string[] }>;
  collect(side: Side): Promise<Progress>;
  /** Loose ends and, in a `records` run, the records asked for: by id. */
  gather(): Promise<Progress>;
  resolve(): Promise<{ readonly open: number }>;
  /** Plans whoever opted out, left or became someone else, before the others. */
  follow(): Promise<Progress>;
  plan(): Promise<Progress>;
  /** Holds what a limit speaks against, before any of its kind is written. */
  guard(): Promise<Progress>;
  /** @param only `optOuts`: the rest waits for the guard */
  write(side: Side, only?: 'optOuts'): Promise<Progress>;
  /** Opens the windows again from where they ended, so that our own writes are read once and recognised. */
  reopen(): Promise<void>;
  settle(): Promise<Settled>;
}

export interface Settled {
  readonly outcome: 'inStep' | 'withErrors' | 'held' | 'stopped';
  readonly writes: number;
  readonly inbox: number;
  readonly held: number;
  /** Hashes that held rows stand under, the newest first. Runs of before say none. */
  readonly holds?: readonly string[];
}

export interface CycleControl {
  readonly mode: 'sync' | 'plan' | 'records';
  /** Resolves while the run may go on; waits while it is paused. */
  proceed(): Promise<void>;
  /** A durable wait. `what` says for what, to people who watch. */
  sleep(ms: number, what: string): Promise<void>;
  /** Told before each phase, for people who watch. */
  phase(name: string, handled: number): void;
}

/** A run's own unanswered writes are waited for so long before they are handed to the next run. */
const WAIT_FOR_ANSWERS_MS = 150_000;
const LOOK_EVERY_MS = 10_000;
/** Plan and write go round until both find nothing; a record that keeps changing is listed as `contended` long before. */
const MOST_PASSES = 12;
/** Windows are opened again after writes, so that what happened meanwhile, our own echo included, is read in the same run. */
const MOST_ROUNDS = 3;
/**
 * Windows opened right after many writes would end amid our own echoes, and the next run would read these again. A side that counts its changes
 * shows them within seconds (Mailchimp 5 s, and whole seconds at both ends): by then the echoes lie clear of the window's end.
 */
const MANY_WRITES = 1_000;
const CLEAR_OF_ECHOES_MS = 8_000;

/**
 * One run, from schemas to cursor. The run workflow calls it with activity proxies, the simulator with the activities themselves.
 * Every step takes up where it left off, so the whole may be walked again after a continuation.
 */
export async function cycle(steps: Steps, control: CycleControl): Promise<Settled> {
  const repeat = async (name: string, step: () => Promise<Progress>): Promise<number> => {
    let handled = 0;
    for (;;) {
      await control.proceed();
      const progress = await step();
      handled += progress.handled;
      control.phase(name, handled);
      if (progress.done) return handled;
    }
  };
  const once = async <T>(name: string, step: () => Promise<T>): Promise<T> => {
    await control.proceed();
    control.phase(name, 0);
    return step();
  };
  const writeBoth = async (only?: 'optOuts'): Promise<number> => {
    const written = await Promise.all(SIDES.map((side) => repeat(`write ${side}`, () => steps.write(side, only))));
    return written.reduce((sum, count) => sum + count, 0);
  };
  const planAndWrite = async (): Promise<{ writes: number; open: number }> => {
    let writes = 0;
    let open = (await once('resolve', () => steps.resolve())).open;
    const followed = await repeat('follow', () => steps.follow());
    if (followed > 0 && control.mode !== 'plan') writes += await writeBoth('optOuts');
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      const planned = await repeat('plan', () => steps.plan());
      if (control.mode === 'plan') break;
      if (pass === 0 || planned > 0) await repeat('guard', () => steps.guard());
      const sent = await writeBoth();
      writes += sent;
      if (planned === 0 && sent === 0) break;
      open = (await once('resolve', () => steps.resolve())).open;
    }
    return { writes, open };
  };

  await once('describe', () => steps.describe());
  for (let round = 1; ; round += 1) {
    await Promise.all(SIDES.map((side) => repeat(`collect ${side}`, () => steps.collect(side))));
    await repeat('gather', () => steps.gather());
    let { writes, open } = await planAndWrite();
    for (let waited = 0; open > 0 && waited < WAIT_FOR_ANSWERS_MS; waited += LOOK_EVERY_MS) {
      control.phase('waiting for unanswered writes', open);
      await control.sleep(LOOK_EVERY_MS, 'until unanswered writes can no longer land');
      const after = await planAndWrite();
      writes += after.writes;
      open = after.open;
    }
    if (control.mode !== 'sync' || writes === 0 || round === MOST_ROUNDS) break;
    if (writes >= MANY_WRITES) await control.sleep(CLEAR_OF_ECHOES_MS, 'until our own writes lie clear of the window');
    await once('reopen', () => steps.reopen());
  }
  return once('settle', () => steps.settle());
}
