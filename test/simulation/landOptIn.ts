import type { OptOut, Outcome } from '../../src/ports/people.js';
import type { Side } from '../../src/domain/side.js';
import type { Look } from './landing.js';
import { allOf, endOf } from './succession.js';
import { setOptOut, stampOf, type Rec } from './records.js';
import type { World } from './world.js';

/** An opt-in of ours lands. The oracle (R-ALL-8): the person consented after leaving, and each consent opts in once. */
export function landOptIn(world: World, side: Side, { id }: OptOut, look: Look): Outcome {
  const record = world.records[side].get(id);
  if (!record || record.deleted) return { kind: 'stale', code: 'ENTITY_IS_DELETED' };
  if (record.locked) {
    world.fire('locked row');
    return { kind: 'locked', code: 'UNABLE_TO_LOCK_ROW' };
  }
  const person = personOf(world, record);
  const given = Math.max(-1, ...person.flatMap((one) => world.consents.get(`${one.side} ${one.id}`) ?? []));
  if (given < 0) world.fail(`opted in without consent: ${id}`);
  for (const one of person) judgeLeaving(world, one, record, given, look);
  const name = `${side} ${id} ${given}`;
  if (world.optedIn.has(name)) world.fail(`opted in again by the same consent: ${id}`);
  world.optedIn.add(name);
  setOptOut(world, record, false, stampOf(world.now), 'sync');
  // What was owed to them for a record that went into one of theirs is over with that.
  for (const one of person)
    if (!one.optedOut && isKnown(world, one, record)) world.leavers.delete(`${one.side} ${one.id}`);
  world.tally.writes += 1;
  world.fire('consent');
  return { kind: 'done', id, created: false, stamp: null };
}

/** Else no run has followed yet that a record of the CRM, or whose partner it is, became one with this: its opt-out comes along with that. */
function isKnown(world: World, one: Rec, record: Rec): boolean {
  const crm = one.side === 'crm' ? one.id : world.partners.get(`${one.side} ${one.id}`);
  return isReread(world, one, record) || (crm !== undefined && world.followed.has(crm));
}

/** It, or its partner: both are looked at right before. */
function isReread(world: World, one: Rec, record: Rec): boolean {
  return one === record || world.partners.get(`${one.side} ${one.id}`) === record.id;
}

function judgeLeaving(world: World, one: Rec, record: Rec, given: number, look: Look): void {
  const left = world.left.get(`${one.side} ${one.id}`) ?? [];
  const last = left.at(-1);
  if (last === undefined || last.at < given) return;
  // Opted in by somebody and out again between two of our reads, or left while our call was under way: accepted, counted.
  // So is who undid it there by themselves before any answer of that side showed it: nothing says so any more.
  const name = `${one.side} ${one.id} ${last.event}`;
  // And whoever left under another record of theirs that nobody has read since: that is still to be merged, and brings it along.
  const unseen = (world.undone.has(name) || !isReread(world, one, record)) && !world.shownLeft.has(name);
  if (last.event > look.event || last.again || unseen || !isKnown(world, one, record)) world.tally.windowLosses += 1;
  else world.fail(`opted in by consent older than the opt-out: ${one.id}`);
}

/** All records of one person: those of the CRM that went into one, and their partners. */
function personOf(world: World, record: Rec): readonly Rec[] {
  const { crm, platform } = world.records;
  const partner = world.partners.get(`${record.side} ${record.id}`) ?? '';
  const own = record.side === 'crm' ? record : crm.get(partner);
  if (own === undefined) return [record];
  const end = endOf(world, own);
  const all = allOf(world, end);
  const members = all.flatMap(({ id }) => platform.get(world.partners.get(`crm ${id}`) ?? '') ?? []);
  return [...new Set([...all, ...members, record])];
}
