import type { Side } from '../../src/domain/side.js';
import { release } from './holds.js';
import type { Value } from '../../src/domain/value.js';
import { convert, merge } from './succession.js';
import { carriesDeletions } from './lots.js';
import { add, EMAIL, emailOf, FIELDS, living, set, setOptOut, stampOf, type Rec } from './records.js';
import type { World } from './world.js';

/** Latest commit of a transaction after its stamp; shorter than the overlap. */
const LATEST_COMMIT_MS = 9 * 60_000;
const MOST_RECORDS = 8;
const DAY_MS = 86_400_000;

/** A value nobody has written before. */
export function freshValue(world: World, side: Side, field: string): Value {
  const mark = world.event();
  if (field === EMAIL[side]) return `u${mark}@example.org`;
  if (field === 'S') return world.rnd.chance(0.5) ? 'x' : 'y';
  if (field !== 'B') return `v${mark}`;
  const day = new Date(Date.UTC(2000, 0, 1) + mark * DAY_MS).toISOString();
  return side === 'crm' ? day.replace('T00', `T${String(1 + world.rnd.below(22)).padStart(2, '0')}`) : day.slice(0, 10);
}

/** What one person does in one of the two systems. */
export function user(world: World): void {
  const { rnd } = world;
  const side: Side = rnd.chance(0.5) ? 'crm' : 'platform';
  const free = living(world, side).filter((record) => !record.locked);
  const record = rnd.pick(free);
  const act = rnd.next();
  if (!record || act < 0.16) return arrive(world, side);
  if (world.lots.optOuts && rnd.chance(0.12)) return optOut(world, record);
  if (world.lots.merges && side === 'crm' && rnd.chance(0.12)) return goOn(world, record);
  if (act < 0.84 || !world.lots.deletes) return edit(world, record);
  if (act < 0.93) return leave(world, record);
  comeBack(world, side);
}

function arrive(world: World, side: Side): void {
  const { rnd } = world;
  if (world.records[side].size >= MOST_RECORDS) return;
  const there = rnd.pick(living(world, side === 'crm' ? 'platform' : 'crm'));
  const known = there ? emailOf(there) : null;
  const email =
    known !== null && rnd.chance(0.35) && !taken(world, side, known) ? known : freshValue(world, side, EMAIL[side]);
  if (email === known) world.shared.add(email);
  const fields = FIELDS[side].map(
    (field) => [field, field === EMAIL[side] ? email : freshValue(world, side, field)] as const,
  );
  const stamp = stampOf(world.now);
  commit(world, side, null, () => {
    if (side === 'platform' && taken(world, side, email)) return;
    const optedOut = world.lots.optOuts && rnd.chance(0.15);
    const object = world.lots.second && world.late.chance(0.4) ? 'Contact' : undefined;
    add(world, { side, fields, by: 'user', stamp, carries: null, optedOut, ...(object && { object }) });
  });
}

function edit(world: World, record: Rec): void {
  const { rnd } = world;
  const { side } = record;
  const field = rnd.chance(0.06)
    ? EMAIL[side]
    : (rnd.pick(side === 'crm' ? ['A', 'B', 'C', 'S'] : ['A', 'B', 'C', 'D', 'S']) ?? 'A');
  const blanked = world.lots.clears && field === 'C' && world.late.chance(0.5);
  let value = blanked ? null : freshValue(world, side, field);
  const before = record.fields.get(field);
  // Same day, another hour: the platform cannot see the difference.
  if (field === 'B' && side === 'crm' && typeof before === 'string' && rnd.chance(0.4)) {
    const variant = `${before.slice(0, 11)}${String(1 + rnd.below(22)).padStart(2, '0')}:${String(rnd.below(60)).padStart(2, '0')}:00.000Z`;
    if (!record.seen.get(field)?.has(variant)) value = variant;
  }
  const stamp = stampOf(world.now);
  commit(world, side, record, () => {
    if (!record.deleted) set(world, record, field, value, 'user', stamp);
  });
}

/** Opts out, or undoes that on this side alone: no consent, so it must come back (R-ALL-8). */
function optOut(world: World, record: Rec): void {
  const stamp = stampOf(world.now);
  commit(world, record.side, record, () => {
    if (!record.deleted) setOptOut(world, record, !record.optedOut, stamp);
  });
}

/** Converts a lead, into a new contact or one that is there, or merges the record into another. */
function goOn(world: World, record: Rec): void {
  const { rnd } = world;
  const others = living(world, 'crm').filter((one) => one !== record && !one.locked);
  const alike = rnd.pick(others.filter(({ object }) => object === record.object));
  const converting = record.object === 'Lead' && rnd.chance(0.6);
  const contact =
    converting && rnd.chance(0.35) ? rnd.pick(others.filter(({ object }) => object === 'Contact')) : undefined;
  const into = converting ? contact : alike;
  if (!converting && into === undefined) return;
  const stamp = stampOf(world.now);
  commit(world, 'crm', record, () => {
    if (record.deleted || into?.deleted) return;
    if (into === undefined) convert(world, record, stamp);
    else merge(world, record, into, converting ? 'converted' : 'merged', stamp);
  });
}

function leave(world: World, record: Rec): void {
  release(world.holds, record);
  world.hears?.(`user deletes ${record.id}`);
  record.deleted = { event: world.event(), by: 'user' };
  if (carriesDeletions(world) && world.late.chance(0.3)) record.purgedAt = world.now;
  record.stamp = stampOf(world.now);
}

function comeBack(world: World, side: Side): void {
  const binned = [...world.records[side].values()].filter(
    (record) => record.deleted?.by === 'user' && record.became === null && record.purgedAt === null,
  );
  const record = world.rnd.pick(binned);
  if (!record || (side === 'platform' && taken(world, side, emailOf(record)))) return;
  release(world.holds, record);
  world.hears?.(`user undeletes ${record.id}`);
  record.deleted = null;
  world.returned.add(`${side} ${record.id}`);
  record.born = world.event();
  record.stamp = stampOf(world.now);
}

/** At once, or late: Salesforce shows some changes only minutes after their stamp, and holds the record until then. */
function commit(world: World, side: Side, record: Rec | null, what: () => void): void {
  if (side !== 'crm' || !world.rnd.chance(0.2)) return what();
  world.fire('late commit');
  if (record) record.locked = true;
  world.later(500 + world.rnd.below(world.rnd.chance(0.5) ? 20_000 : LATEST_COMMIT_MS), () => {
    if (record) record.locked = false;
    what();
  });
}

function taken(world: World, side: Side, email: Value): boolean {
  return living(world, side).some((record) => emailOf(record) === email);
}
