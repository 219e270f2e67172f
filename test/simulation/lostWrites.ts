import { story } from './stories.js';
import { convertedUnheard, inA, inStep, LONG, memberOf, MINUTE, same, type Tale } from './tale.js';
import { living } from './records.js';

/** Of writes whose answer was lost, and of what people did between the landing and the read-back (protocol 4.5). */
export const LOST_WRITES = {
  /** All that was written is overwritten before anybody looks: it landed all the same, and the later edit crosses. */
  'every field of a landed update is overwritten': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.edits(contact, { A: 'b' });
    told.loses('platform', 'landed');
    await told.breaksOff();
    told.edits(member, { A: 'u' });
    told.passes(LONG);
    await told.syncs();
    return inA('u', contact, member);
  },
  /** One of two fields is overwritten: the other tells that it landed. */
  'one field of a landed update is overwritten': async (bug = {}) => {
    const told = story({}, bug);
    const contact = told.arrives('crm', 'ann@example.org', { A: 'a', C: 'c' });
    await told.syncs();
    const member = await memberOf(told, contact);
    told.edits(contact, { A: 'b', C: 'b2' });
    told.loses('platform', 'landed');
    await told.breaksOff();
    told.edits(member, { A: 'u' });
    told.passes(LONG);
    await told.syncs();
    return inA('u', contact, member);
  },
  /** It has not landed, but may: whoever judges by what is there now would plan on what the call then overwrites. */
  'a late update lands after an edit of its field': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.edits(contact, { A: 'b' });
    told.loses('platform', 'late');
    await told.breaksOff();
    told.edits(member, { A: 'u' });
    told.at('platform read after', () => told.edits(contact, { A: 'w' }));
    await told.syncs();
    told.passes(LONG);
    await told.syncs();
    return inA('w', contact, member);
  },
  /** Made, and deleted by a user before anybody looks: not made again. */
  'a landed create is deleted': async (bug = {}) => {
    const told = story({}, bug);
    told.arrives('crm', 'ann@example.org');
    told.loses('platform', 'landed');
    await told.breaksOff();
    const [member] = living(told.history.world, 'platform');
    told.passes(MINUTE);
    told.deletes(member!);
    told.passes(LONG);
    await told.syncs();
    await told.syncs();
    return same(living(told.history.world, 'platform').length, 0);
  },
  /** Made in the CRM, and its email corrected before anybody looks: found by what else was written. */
  'the email of a landed create is corrected': async (bug = {}) => {
    const told = story({}, bug);
    const member = told.arrives('platform', 'ann@exmaple.org', { A: 'a', C: 'c' });
    told.loses('crm', 'landed');
    await told.breaksOff();
    const [contact] = living(told.history.world, 'crm');
    told.edits(contact!, { Email: 'ann@example.org' });
    told.passes(LONG);
    await told.syncs();
    await told.syncs();
    if (living(told.history.world, 'crm').length > 1) return 'doubled';
    return same(member.fields.get('EMAIL'), 'ann@example.org');
  },
  /** Protocol 1, rule 4: the dead lead still tells that the write landed, so what its contact was changed to since crosses. */
  'the target of a landed update is converted': async (bug = {}) => {
    const told = story({ leads: true, policy: 'platform' }, bug);
    const { member, contact } = await convertedUnheard(told, () => told.syncs());
    await told.syncs();
    told.passes(LONG);
    await told.syncs();
    return inA('c', contact, member);
  },
  /** A second write of the same person waits until the first is known about. */
  'an edit follows a late update': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.edits(contact, { A: 'b' });
    told.loses('platform', 'late');
    await told.breaksOff();
    told.edits(contact, { A: 'c' });
    await told.syncs();
    told.passes(LONG);
    await told.syncs();
    return inA('c', contact, member);
  },
  /** The one whose partner was deleted is not matched anew while a write of it may land: else that passes for an edit. */
  'another takes the place of a deleted one under a late update': async (bug = {}) => {
    const told = story({}, bug);
    const one = told.arrives('crm', 'ann@example.org', { A: 'a' });
    await told.syncs();
    const member = await memberOf(told, one);
    told.passes(LONG);
    told.edits(one, { A: 'b' });
    const held = await told.reaches('platform update before');
    told.deletes(one);
    const other = told.arrives('crm', 'ann@example.org', { A: 'y' });
    told.passes(2_000);
    await told.syncs();
    await held.goesOn();
    await told.ends(held.run);
    await told.syncs();
    told.passes(LONG);
    await told.syncs();
    return inA('y', other, member);
  },
} as const satisfies Record<string, Tale>;
