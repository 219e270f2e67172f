import { advance, makeStage, resume, supersede } from './actors.js';
import { judge } from './judge.js';
import { begin, type Engine, type History, inProcess, type Run } from './run.js';
import { askToConvert, consent, operator } from './operator.js';
import { CONNECTION, SECOND } from './connections.js';
import { rig, type Bug } from './setup.js';
import { user } from './users.js';
import { carriesDeletions, type Lots } from './lots.js';
import { makeWorld, type World } from './world.js';

export interface Told {
  readonly world: World;
  readonly failure: string | null;
}

/** How a history is told again with some of its operations left out: each one kept draws what it drew the first time. */
export interface Script {
  /** Where the world's two kinds of lots stood before each operation, and before the end: written the first time, read after that. */
  readonly marks: { readonly rnd: number; readonly late: number }[];
  /** Numbers of the operations kept; null: the first time, all of them. */
  readonly kept: ReadonlySet<number> | null;
  /** Is told what happens. */
  readonly hears?: World['hears'];
}

/**
 * One history: people edit between any two steps of the runs, everything that can fail fails, then all is quiet and judged.
 * @param given lots that are not drawn
 * @param engineOf who walks its runs
 */
export async function tell(
  seed: number,
  bug: Bug = {},
  script: Script | null = null,
  given: Partial<Lots> = {},
  engineOf: (history: Omit<History, 'engine'>) => Engine = () => inProcess,
): Promise<Told> {
  const world = makeWorld(seed, given);
  world.hears = script?.hears ?? null;
  const stage = makeStage(world);
  const told = { world, stage, rig: rig(world, bug), runs: [], version: 1 };
  const history: History = Object.assign(told, { engine: engineOf(told) });
  const operations = 40 + (seed % 21);
  for (let at = 0; at < operations && world.failure === null && stage.broken === null; at += 1) {
    if (script?.kept?.has(at) === false) continue;
    if (script) follow(world, script, at);
    if (history.engine.disturb) await history.engine.disturb();
    await operate(history);
  }
  if (history.engine.calm) await history.engine.calm();
  if (script) follow(world, script, operations);
  if (world.failure === null && stage.broken === null) await judge(history);
  if (stage.broken !== null) throw Object.assign(new Error(`seed ${seed} broke`), { cause: stage.broken });
  return { world, failure: world.failure };
}

function follow({ rnd, late }: World, { marks, kept }: Script, at: number): void {
  if (kept === null) {
    marks[at] = { rnd: rnd.at(), late: late.at() };
    return;
  }
  const mark = marks[at];
  if (mark === undefined) return;
  rnd.goTo(mark.rnd);
  late.goTo(mark.late);
}

async function operate(history: History): Promise<void> {
  const { world, stage, runs } = history;
  const { rnd } = world;
  world.faults = rnd.chance(0.5) ? 0.1 : 0;
  if (rnd.chance(0.7)) advance(stage, rnd.chance(0.2) ? rnd.below(60_000) : rnd.below(4_000));
  if (world.lots.gaps && rnd.chance(0.08)) advance(stage, 1_200_000 + rnd.below(2_400_000));
  if (world.lots.shortage && world.late.chance(0.08)) world.short = !world.short;
  const connection = world.lots.second && world.late.chance(0.5) ? SECOND : CONNECTION;
  const active = (mode: Run['mode']) =>
    runs.find((run) => !run.ended && run.mode === mode && run.waiver === null && run.connection === connection);
  const lot = rnd.next();
  if (world.lots.guard !== null && world.late.chance(0.06)) return operator(history, connection);
  if (world.lots.optOuts && world.lots.consents && world.late.chance(0.04)) return consent(history);
  if (world.lots.leads && world.late.chance(0.04)) return askToConvert(history);
  if (lot < 0.4) return user(world);
  if (lot < 0.57) {
    const begun =
      lot < 0.52
        ? (active('sync') ?? begin(history, 'sync', null, mayReadAll(world) && world.late.chance(0.3), connection))
        : (active('records') ?? begin(history, 'records', null, false, connection));
    // The simulator's own runs begin at once: to wait for them, be it for a moment, would tell another history.
    if (begun instanceof Promise) await begun;
    return;
  }
  if (lot < 0.59) return stopOne(history);
  if (lot < 0.6) {
    changeMapping(history);
    if (history.version > 1 && history.engine.configure) await history.engine.configure(history.version);
    return;
  }
  await move(history);
}

/** Lets attempts go on for a while, one after another; now and then one that is silent too long is given up. */
async function move(history: History): Promise<void> {
  const turns = history.world.rnd.chance(0.4) ? 12 : 1 + history.world.rnd.below(4);
  for (let turn = 0; turn < turns && history.world.failure === null; turn += 1) await moveOne(history);
}

async function moveOne({ world, stage }: History): Promise<void> {
  const { rnd } = world;
  // A run just begun parks its first attempts.
  await stage.settled();
  const parked = [...stage.actors].filter((actor) => actor.parked.length > 0);
  const actor = rnd.pick(parked);
  if (!actor) {
    const next = Math.min(...stage.sleepers.map(({ until }) => until));
    if (Number.isFinite(next)) advance(stage, Math.max(0, next - world.now));
    return;
  }
  if (rnd.chance(0.04)) {
    advance(stage, 12_000 + rnd.below(20_000));
    for (const silent of parked) if (silent !== actor || rnd.chance(0.5)) supersede(stage, silent);
  }
  await resume(actor, rnd.chance(0.4) ? 400 : 1 + rnd.below(25));
}

const mayReadAll = (world: World) => carriesDeletions(world) || world.lots.shortage;

function stopOne({ runs, world }: History): void {
  const run = world.rnd.pick(runs.filter((one) => !one.ended));
  if (run) run.stopped = true;
}

function changeMapping(history: History): void {
  const { world } = history;
  if (history.version > 1 || !world.rnd.chance(0.5)) return;
  history.version = 2;
  // What a rule said counts no more.
  world.holds.held.clear();
  world.holds.remapped = true;
  world.fire('mapping changed');
  // The platform's D now stands for the CRM's A: what overwrote its A before counts no more.
  for (const record of world.records.platform.values()) {
    record.overwritten.delete('A');
    record.overwritten.delete('D');
  }
  for (const record of world.records.crm.values()) record.overwritten.delete('A');
}
