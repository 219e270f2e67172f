import { inheritHeld, inheritRejections, release } from './holds.js';
import { add, set, type Rec } from './records.js';
import type { World } from './world.js';

/** A lead becomes a new contact with its values. What the lead's users overwrote, the contact's may not show again. */
export function convert(world: World, lead: Rec, stamp: number): Rec {
  const contact = add(world, {
    side: 'crm',
    object: 'Contact',
    fields: [...lead.fields],
    by: 'user',
    stamp,
    carries: null,
    optedOut: lead.optedOut,
  });
  for (const field of lead.fields.keys()) {
    contact.seen.set(field, new Set(lead.seen.get(field)));
    contact.overwritten.set(field, new Set(lead.overwritten.get(field)));
  }
  became(world, lead, contact, 'converted', stamp);
  return contact;
}

/** One record goes into another that is there: blanks of it are filled, all else stays. */
export function merge(world: World, loser: Rec, winner: Rec, how: 'converted' | 'merged', stamp: number): void {
  if (how === 'converted')
    for (const [field, value] of loser.fields)
      if (winner.fields.get(field) === null && value !== null) set(world, winner, field, value, 'user', stamp);
  // What was held of the loser: from now on the winner says what should be.
  release(world.holds, loser);
  winner.stamp = Math.max(winner.stamp, stamp);
  became(world, loser, winner, how, stamp);
}

/** The person's opt-out goes along (R-ALL-11), and so does the platform record. */
function became(world: World, loser: Rec, winner: Rec, how: 'converted' | 'merged', stamp: number): void {
  const event = world.event();
  world.hears?.(`user makes ${loser.id} one with ${winner.id}: ${how}`);
  loser.deleted = { event, by: 'user' };
  loser.became = { id: winner.id, how };
  loser.stamp = Math.max(loser.stamp, stamp);
  const [from, to] = [`crm ${loser.id}`, `crm ${winner.id}`];
  if (world.leavers.has(from)) world.leavers.add(to);
  if (world.everLeft.has(from)) world.everLeft.add(to);
  const platform = world.partners.get(from);
  inheritRejections(world.holds, loser.id, winner.id);
  inheritHeld(world.holds, loser.id, winner.id);
  if (platform !== undefined && !world.partners.has(to)) world.heirs.push({ platform, crm: winner.id, event });
  world.fire('succession');
}

/** The end of a chain, and all that went into it, however many steps back. */
export function allOf(world: World, record: Rec): readonly Rec[] {
  return [...world.records[record.side].values()].filter((one) => endOf(world, one) === record);
}

/** The record that someone is now, if the chain ends at a living one. */
export function endOf(world: World, record: Rec): Rec {
  let at = record;
  for (let next = at.became; next !== null; next = at.became) at = world.records.crm.get(next.id)!;
  return at;
}
