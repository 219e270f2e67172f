import type { JournalRow } from '../../src/domain/journal.js';
import type { Merge } from '../../src/ports/merging.js';
import type { Change, Draft, OptOut, Outcome, Removal } from '../../src/ports/people.js';
import { other, type Side } from '../../src/domain/side.js';
import { endOf } from './succession.js';
import { judgeHeld, judgeHeldCreate, judgeHeldRemoval } from './holds.js';
import { isTakenBack } from './takenBack.js';
import { add, EMAIL, emailOf, living, set, setOptOut, stampOf, type Rec } from './records.js';
import { HOLD_MS, type World } from './world.js';

/** A value that a validation rule refuses. */
const REFUSED = /[13579]7$/;

/** Where the writer last looked: events up to it were to be seen. */
export interface Look {
  readonly event: number;
}

/** A create of ours lands. The oracle: nobody is doubled who was there to be seen, nobody is resurrected. */
export function landCreate(
  world: World,
  side: Side,
  draft: Draft,
  row: JournalRow | undefined,
  look: Look,
  createOnly: boolean,
): Outcome {
  const email = draft.fields[EMAIL[side]];
  const losses = world.tally.windowLosses;
  const twin = living(world, side).find((record) => emailOf(record) === email);
  if (twin && createOnly) return { kind: 'exists', id: twin.id };
  if (twin) {
    if (twin.born <= look.event) world.fail(`doubled on ${side}`);
    else world.tally.windowLosses += 1;
  }
  if (draft.carries !== null && !twin) {
    for (const record of world.records[side].values()) {
      if (!record.deleted || world.partners.get(`${side} ${record.id}`) !== draft.carries) continue;
      // `unlink` took the two apart while whom it became lay in the bin; back from there it lives, as somebody else's.
      if (world.lots.deletions[other(side)] === 'unlink' && !endOf(world, record).deleted) continue;
      // Let go of, it went without a trace.
      if (record.purgedAt !== null && world.lots.deletions[side] === 'unlink') continue;
      // Let go of, it went on as another without its member; or whoever had taken its place did.
      const last = world.records[side].get(world.partners.get(`${other(side)} ${draft.carries}`) ?? '') ?? record;
      if ((record.became ?? last.became) !== null && world.lots.deletions[side] === 'unlink') continue;
      if (isReplaced(world, record, draft.carries)) continue;
      if (record.deleted.event <= look.event) world.fail(`resurrected on ${side}`);
      else world.tally.windowLosses += 1;
    }
  }
  const begun = world.begun.get(row?.run ?? 0) ?? 0;
  for (const { platform, crm, event } of side === 'platform' ? world.heirs : []) {
    const deleted = world.records.platform.get(platform)?.deleted;
    if (crm === draft.carries && event <= begun && deleted?.by === 'user' && deleted.event <= begun)
      world.fail('resurrected on platform, under another record of the same person');
  }
  judgeHeldCreate(world, side, draft.carries);
  const stamp = stampOf(world.now);
  const carries = side === 'crm' && world.lots.externalId ? draft.carries : null;
  world.tally.writes += 1;
  const made = add(world, {
    side,
    object: draft.object,
    fields: Object.entries(draft.fields),
    by: 'sync',
    stamp,
    carries,
    optedOut: draft.optedOut,
  });
  if (world.tally.windowLosses > losses) world.accepted.add(`${side} ${made.id}`);
  return { kind: 'done', id: made.id, created: true, stamp };
}

/**
 * Nobody is resurrected where the person lives on as whom the record became, and that one met another member while this one lay in the bin: back from there, it
 * finds its place taken and is known anew, as it would be without the merge.
 */
function isReplaced(world: World, record: Rec, member: string): boolean {
  const end = endOf(world, record);
  if (record.side !== 'crm' || record.became === null || end.deleted) return false;
  const there = world.partners.get(`crm ${end.id}`);
  const returned = world.records.platform.get(member);
  if (there === undefined || there === member || !returned) return false;
  return returned.born > (returned.changed.get(EMAIL.platform)?.event ?? 0);
}

/** One platform record goes into another. The oracle: they were of one person. */
export function landMerge(world: World, { id, into }: Merge): Outcome {
  const [loser, winner] = [world.records.platform.get(id), world.records.platform.get(into)];
  if (!loser || !winner || winner.deleted) return { kind: 'stale', code: 'archived' };
  const people = [loser, winner].map((one) => world.records.crm.get(world.partners.get(`platform ${one.id}`) ?? ''));
  const [went, stays] = people.map((person) => person && endOf(world, person));
  if (went === undefined || went !== stays) world.fail(`merged two people: ${id} into ${into}`);
  if (loser.deleted) return { kind: 'done', id, created: false, stamp: loser.stamp };
  if (loser.optedOut && !winner.optedOut) setOptOut(world, winner, true, stampOf(world.now), 'sync');
  for (const books of [world.leavers, world.everLeft]) if (books.has(`platform ${id}`)) books.add(`platform ${into}`);
  loser.deleted = { event: world.event(), by: 'sync' };
  loser.stamp = stampOf(world.now);
  world.tally.writes += 1;
  return { kind: 'done', id, created: false, stamp: null };
}

/** An opt-out of ours lands. The oracle: somebody opted out whoever it is about. */
export function landOptOut(world: World, side: Side, { id }: OptOut, look: Look): Outcome {
  const record = world.records[side].get(id);
  if (!record || record.deleted) return { kind: 'stale', code: 'ENTITY_IS_DELETED' };
  if (record.locked) {
    world.fire('locked row');
    return { kind: 'locked', code: 'UNABLE_TO_LOCK_ROW' };
  }
  const partner = world.partners.get(`${side} ${id}`);
  if (!world.everLeft.has(`${side} ${id}`) && !world.everLeft.has(`${other(side)} ${partner}`))
    world.fail(`opted out without a reason: ${id}`);
  coverLeaving(world, record, look);
  setOptOut(world, record, true, stampOf(world.now), 'sync');
  world.tally.writes += 1;
  return { kind: 'done', id, created: false, stamp: null };
}

/** Whoever leaves by themselves between our look and our opt-out: from then on nothing shows that they did, and it was not only us (accepted, counted). */
function coverLeaving(world: World, { side, id, optedOut }: Rec, look: Look): void {
  const left = world.left.get(`${side} ${id}`) ?? [];
  const last = left.at(-1);
  if (!optedOut || last === undefined || last.event <= look.event) return;
  world.tally.windowLosses += 1;
  world.left.set(`${side} ${id}`, left.slice(0, -1));
}

/** A deletion of ours lands. The oracle: a person deleted whoever it is about on the other side, and has not brought them back where we could see it. */
export function landRemoval(world: World, side: Side, { id }: Removal, look: Look): Outcome {
  const record = world.records[side].get(id);
  if (!record || record.deleted) return { kind: 'stale', code: 'ENTITY_IS_DELETED' };
  if (record.locked) {
    world.fire('locked row');
    return { kind: 'locked', code: 'UNABLE_TO_LOCK_ROW' };
  }
  const there = other(side);
  const cause = world.records[there].get(world.partners.get(`${side} ${id}`) ?? '');
  if (world.lots.deletions[side] === 'ignore' || !cause) world.fail(`deleted without a reason: ${id}`);
  else if (cause.deleted?.by === 'sync' && cause.became === null)
    world.fail(`deleted because of our own deletion: ${id}`);
  else if (!cause.deleted) {
    if (cause.born <= look.event) world.fail(`deleted though its partner is there: ${id}`);
    else world.tally.windowLosses += 1;
  } else if (
    cause.purgedAt !== null &&
    world.now - cause.purgedAt < HOLD_MS &&
    !world.shownDeleted.has(`${there} ${cause.id}`)
  )
    world.fail(`deleted before its partner was missing for a hold time: ${id}`);
  judgeHeldRemoval(world, record);
  record.deleted = { event: world.event(), by: 'sync' };
  record.stamp = stampOf(world.now);
  world.tally.writes += 1;
  return { kind: 'done', id, created: false, stamp: null };
}

/** An update of ours lands. The oracle: no user's value goes that was to be seen at the re-read and is not the one the plan was made on. */
export function landUpdate(
  world: World,
  side: Side,
  change: Change,
  rowOf: (id: number) => JournalRow | undefined,
  look: Look,
): Outcome {
  const row = rowOf(change.ref);
  const record = world.records[side].get(change.id);
  if (!record || record.deleted) return { kind: 'stale', code: 'ENTITY_IS_DELETED' };
  if (record.locked) {
    world.fire('locked row');
    return { kind: 'locked', code: 'UNABLE_TO_LOCK_ROW' };
  }
  const refused = Object.entries(change.fields).find(
    ([field, value]) => field === 'C' && typeof value === 'string' && REFUSED.test(value),
  );
  if (refused) {
    world.fire('refused row');
    return { kind: 'refused', code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', fields: [refused[0]], vendorText: 'no' };
  }
  const email = change.fields[EMAIL[side]];
  if (
    side === 'platform' &&
    email !== undefined &&
    living(world, side).some((one) => one !== record && emailOf(one) === email)
  ) {
    return { kind: 'refused', code: 'EXISTS', fields: [EMAIL.platform], vendorText: 'taken' };
  }
  const stamp = stampOf(world.now);
  for (const [field, value] of Object.entries(change.fields)) {
    judgeOverwrite(world, record, field, value, row, look);
    const old = row?.changes.find((one) => one.field === field)?.old ?? null;
    if (isTakenBack(world, record, field, old, value, rowOf)) {
      world.tally.windowLosses += 1;
      record.overwritten.get(field)?.delete(value);
    }
    judgeHeld(world, record, field, value, row);
    set(world, record, field, value, 'sync', stamp);
  }
  if (row) world.unheard.landed.set(row.id, record);
  world.tally.writes += 1;
  return { kind: 'done', id: record.id, created: false, stamp: null };
}

function judgeOverwrite(
  world: World,
  record: Rec,
  field: string,
  value: unknown,
  row: JournalRow | undefined,
  look: Look,
): void {
  const now = record.fields.get(field);
  const old = row?.changes.find((one) => one.field === field)?.old;
  const last = record.changed.get(field);
  if (now === old || now === value || last?.by !== 'user') return;
  if (last.event <= look.event) world.fail(`blind update of ${field} on ${record.side}`);
  else world.tally.windowLosses += 1;
}
