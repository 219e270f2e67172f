import { other, SIDES } from '../../src/domain/side.js';
import type { Value } from '../../src/domain/value.js';
import { advance, resume, supersede } from './actors.js';
import { rejection } from './holds.js';
import { approve, reject } from './operator.js';
import { begin, type History, type Run } from './run.js';
import { CONNECTION, connectionsOf } from './connections.js';
import { views, type Listed, type View } from './views.js';
import { allOf, endOf } from './succession.js';
import { carriesDeletions } from './lots.js';
import { isUnseen, living, type Rec } from './records.js';
import type { World } from './world.js';

const LONG_MS = 1_500_000;
const MOST_RUNS = 30;
/** The first of them may meet people for the first time, or be disturbed by what is still under way. */
const FULL_RUNS = 4;
/** Of one run until its end, some thousand gates each. */
const MOST_STEPS = 1_600;

/** Faults end, zombies wake, runs go on until two in a row write nothing; then both sides are compared with what people wrote. */
export async function judge(history: History): Promise<void> {
  const { world, stage, runs } = history;
  world.faults = 0;
  world.short = false;
  for (const run of runs) if (!run.ended) await finish(history, run);
  await wakeZombies(history);
  advance(stage, LONG_MS);
  let quiet = 0;
  await answerAll(history);
  const full = carriesDeletions(world) ? FULL_RUNS : 0;
  for (let count = 0; (quiet < 2 || count < full) && world.failure === null && stage.broken === null; count += 1) {
    const before = world.tally.attempts;
    let loose = 0;
    for (const connection of connectionsOf(world)) {
      // Who is found no more is believed to be gone after two listings a hold time apart.
      await finish(history, await begin(history, 'sync', null, count < full, connection));
      advance(stage, LONG_MS);
      await answerAll(history);
      if (world.failure !== null || stage.broken !== null) return;
    }
    for (const connection of connectionsOf(world))
      loose += (await history.rig.store.looseEnds(connection, 0, 100)).length;
    quiet = world.tally.attempts === before && loose === 0 ? quiet + 1 : 0;
    if (count > MOST_RUNS) world.fail(`never quiet: ${world.tally.attempts === before ? 'loose ends' : 'writes'}`);
  }
  if (world.failure === null && stage.broken === null) await compare(history);
}

/** Operators answer whatever is held. */
async function answerAll(history: History): Promise<void> {
  const { world, stage } = history;
  for (let held = await holdsOf(history); held.length > 0; held = await holdsOf(history)) {
    for (const { connection, hash } of held) {
      if (world.late.chance(0.5)) await reject(history, hash, connection);
      else await finish(history, await approve(history, hash, connection));
      advance(stage, LONG_MS);
      if (world.failure !== null || stage.broken !== null) return;
    }
    if (history.runs.length > 2 * MOST_RUNS + 100) return world.fail('never answered');
  }
}

async function holdsOf({ world, rig }: History): Promise<readonly { connection: string; hash: string }[]> {
  const held: { connection: string; hash: string }[] = [];
  for (const connection of connectionsOf(world))
    for (const { hash } of await rig.store.holds(connection)) held.push({ connection, hash });
  return held;
}

/** Runs an unfinished run to its end; attempts nobody moves are given up first, as Temporal would. */
export async function finish(
  { world, stage }: History,
  run: Run | null,
  between: () => void = () => undefined,
): Promise<void> {
  for (let steps = 0; run?.ended === false && world.failure === null && stage.broken === null; steps += 1) {
    await stage.settled();
    between();
    const actor = [...stage.actors].find((one) => one.parked.length > 0 && !one.superseded);
    if (actor) await resume(actor, 2_000);
    else advance(stage, 10_000);
    if (steps > MOST_STEPS) world.fail('a run never ends');
  }
}

async function wakeZombies({ stage }: History): Promise<void> {
  for (const actor of stage.actors) {
    supersede(stage, actor);
    for (let steps = 0; actor.parked.length > 0 && steps < 50; steps += 1) await resume(actor, 400);
  }
}

/** R-ALL-15: listed for as long as it is refused and the lead is one. */
async function judgeNotConverted({ world, rig }: History, lead: string): Promise<void> {
  const order = await rig.store.conversion(CONNECTION, lead);
  if (order?.state !== 'refused' || world.records.crm.get(lead)?.became)
    world.fail(`still listed: not-converted, ${lead}`);
}

async function compare(history: History): Promise<void> {
  const { world, rig, version } = history;
  const listed: Listed = new Map();
  for (const connection of connectionsOf(world)) {
    const causes = new Map<string, string>();
    listed.set(connection, causes);
    for (const entry of await rig.store.inbox(connection, ['error', 'waiting', 'skipped', 'again'])) {
      if (entry.cause === 'not-converted') await judgeNotConverted(history, entry.crm ?? '');
      else for (const id of [entry.crm, entry.platform]) if (id !== null) causes.set(id, entry.cause);
    }
  }
  for (const side of SIDES)
    for (const record of living(world, side))
      for (const view of await views(history, listed, record)) compareView(world, version, record, view);
}

function compareView(world: World, version: number, record: Rec, { link, cause }: View): void {
  const { side } = record;
  if (!link) {
    if (cause === undefined && !isStranger(world, record)) world.fail(`unlinked without a reason: ${record.id}`);
    return;
  }
  const there = other(side);
  const partner = link.ids[there] === null ? undefined : world.records[there].get(link.ids[there]);
  if (side === 'platform' && partner?.became && cause === undefined)
    world.fail(`left behind: ${record.id} of ${partner.id}, which became ${endOf(world, partner).id}`);
  if (!partner || partner.deleted) {
    if (side === 'crm' && world.leavers.has(`crm ${record.id}`) && !record.optedOut)
      world.fail(`opt-out forgotten: ${record.id}`);
    const unseen = partner !== undefined && isUnseen(world, partner);
    if (!unseen && !link.gone[there] && cause === undefined && !world.holds.rejected.has(`${side} ${record.id}`))
      world.fail(`half without a reason: ${record.id}`);
    return judgeDeletion(world, record, partner, cause);
  }
  if (side === 'platform' || cause === 'refused') return;
  if (cause !== undefined && cause !== 'ambiguous-match') world.fail(`still listed: ${cause}, ${record.id}`);
  judgeOptOut(world, record, partner);
  for (const [left, right] of fieldsOf(version)) compareField(world, record, partner, left, right);
}

/** What the connection does to a record whose partner was deleted was done, unless an operator or the system would not have it. */
function judgeDeletion(world: World, record: Rec, partner: Rec | undefined, cause: string | undefined): void {
  const policy = world.lots.deletions[record.side];
  if (partner?.deleted?.by === 'sync') return;
  if (policy === 'ignore' || policy === 'unlink' || !partner || partner.became !== null || cause === 'refused') return;
  // Nobody is left on that side: an empty listing proves nothing.
  if (partner.purgedAt !== null && !living(world, partner.side).some(({ object }) => object === partner.object)) return;
  // Deleted by a user while our own deletion of it was under way: nobody can tell the two apart, and for our own nobody is deleted.
  if (partner.deleted !== null && world.removing.has(`${partner.side} ${partner.id}`)) return;
  // Rejected for it, or for one that went into it.
  if (!allOf(world, record).some(({ id }) => world.holds.rejected.has(`${record.side} gone ${id}`)))
    world.fail(`still there: ${record.id}`);
}

/** A contact of a connection that syncs leads: none of its leads was ever paired, or with a record that is another person's by now. */
function isStranger(world: World, record: Rec): boolean {
  if (!world.lots.leads || world.lots.second || record.object !== 'Contact') return false;
  // A lead that was let go of had nothing left to bring along; a contact that was, and is back, is nobody the connection knows.
  if (SIDES.some((side) => world.lots.deletions[side] === 'unlink')) return true;
  const all = allOf(world, record);
  const own = new Set(all.map(({ id }) => id));
  const leads = all.filter((one) => one !== record);
  return !leads.some(({ id }) => {
    const platform = world.partners.get(`crm ${id}`);
    return platform !== undefined && own.has(world.partners.get(`platform ${platform}`) ?? '');
  });
}

/** `unlink` took the two apart while one lay in the bin, and the other has gone into another record since: nothing that was agreed on leads to that one. */
function metAsStrangers(world: World, crm: Rec, platform: Rec): boolean {
  if (!SIDES.some((side) => world.lots.deletions[side] === 'unlink')) return false;
  const before = allOf(world, crm).filter((one) => one !== crm);
  return before.length > 0 && [platform, ...before].some(({ side, id }) => world.returned.has(`${side} ${id}`));
}

/** R-ALL-8: whoever opted out on either side is opted out on both, whatever was undone since. */
function judgeOptOut(world: World, crm: Rec, platform: Rec): void {
  const left = [crm, platform].some(({ side, id }) => world.leavers.has(`${side} ${id}`));
  if (crm.optedOut !== platform.optedOut || (left && !crm.optedOut))
    world.fail(`opt-out forgotten: ${crm.id} ${crm.optedOut}, ${platform.id} ${platform.optedOut}`);
}

const fieldsOf = (version: number) =>
  [
    ['Email', 'EMAIL'],
    ['A', version > 1 ? 'D' : 'A'],
    ['B', 'B'],
    ['C', 'C'],
    ['S', 'S'],
  ] as const;

const day = (value: Value | undefined): Value | undefined =>
  typeof value === 'string' && value.includes('T') ? value.slice(0, 10) : value;

function compareField(world: World, crm: Rec, platform: Rec, left: string, right: string): void {
  const [ours, theirs] = [crm.fields.get(left) ?? null, platform.fields.get(right) ?? null];
  const lossy = left === 'B';
  if (world.holds.rejected.has(rejection(crm.id, left, ours, theirs))) return;
  if ((lossy ? day(ours) : ours) !== theirs)
    return world.fail(`diverged in ${left}: ${crm.id} ${String(ours)}, ${platform.id} ${String(theirs)}`);
  // Such values name nobody's write.
  if (left === 'S' || ours === null || world.shared.has(ours)) return;
  if ([crm, platform].some(({ side, id }) => world.accepted.has(`${side} ${id}`))) return;
  if (metAsStrangers(world, crm, platform)) return;
  const over = { crm: crm.overwritten.get(left), platform: platform.overwritten.get(right) };
  // A day may come back to the platform under another hour of the same day: then only the CRM's books tell.
  const hours = lossy ? [...(crm.seen.get(left) ?? [])].filter((value) => day(value) === day(ours)) : [];
  const overThere = hours.length < 2 && over.platform?.has(theirs);
  if (over.crm?.has(ours) || overThere || (!lossy && over.crm?.has(theirs)))
    return world.fail(`lost update of ${left}: ${crm.id} ${String(ours)}, ${platform.id} ${String(theirs)}`);
  if (lossy && typeof ours === 'string' && ours.includes('T00:00') && hours.length > 1)
    world.fail(`degraded ${left}: ${crm.id}`);
}
