import type { ConversionWish } from '../../src/domain/conversion.js';
import type { Outcome } from '../../src/ports/people.js';
import { convert, merge } from './succession.js';
import { stampOf } from './records.js';
import type { World } from './world.js';

/** A conversion of ours lands. The oracle: a lead that was asked for, and never a second time. */
export function landConversion(world: World, { lead: id, contact }: ConversionWish): Outcome {
  const lead = world.records.crm.get(id);
  if (!world.conversions.has(id)) world.fail(`converted, which nobody asked for: ${id}`);
  if (world.conversions.get(id) === 'landed') world.fail(`converted again: ${id}`);
  if (!lead || lead.deleted)
    return { kind: 'stale', code: lead?.became ? 'CANNOT_UPDATE_CONVERTED_LEAD' : 'ENTITY_IS_DELETED' };
  if (lead.locked) {
    world.fire('locked row');
    return { kind: 'locked', code: 'UNABLE_TO_LOCK_ROW' };
  }
  const into = contact === null ? undefined : world.records.crm.get(contact);
  if (into?.deleted) return { kind: 'refused', code: 'ENTITY_IS_DELETED', fields: [], vendorText: '' };
  const stamp = stampOf(world.now);
  world.conversions.set(id, 'landed');
  world.tally.writes += 1;
  world.fire('conversion');
  if (into === undefined) return { kind: 'done', id: convert(world, lead, stamp).id, created: false, stamp };
  merge(world, lead, into, 'converted', stamp);
  return { kind: 'done', id: into.id, created: false, stamp };
}
