import { living } from './records.js';
import { story } from './stories.js';
import { convertedUnheard, LONG, memberOf, same, type Tale } from './tale.js';

/** Of merges and conversions. */
export const SUCCESSIONS = {
  /** R-ALL-10: the platform's later edit crosses, the lead's old value does not come back. */
  'a conversion keeps the baseline': async (bug = {}) => {
    const told = story({ leads: true }, bug);
    const lead = told.arrives('crm', 'ann@example.org', { A: 'a' });
    await told.syncs();
    const member = await memberOf(told, lead);
    told.passes(LONG);
    told.edits(member, { A: 'b' });
    const contact = told.converts(lead);
    await told.syncs();
    if ((await told.partnerOf(contact)) !== member.id) return 'the contact is not linked with its lead’s member';
    return same([contact.fields.get('A'), member.fields.get('A')], ['b', 'b']);
  },
  /** R-ALL-11: one member each, the one that stays is the winner's own. */
  'two members become one': async (bug = {}) => {
    const told = story({}, bug);
    const [loser, winner] = [
      told.arrives('crm', 'ann@example.org'),
      told.arrives('crm', 'ann.lee@example.org', { A: 'w' }),
    ];
    await told.syncs();
    const own = await memberOf(told, winner);
    told.merges(loser, winner);
    await told.syncs();
    if ((await told.partnerOf(winner)) !== own.id) return 'the winner lost its own member';
    return same(
      living(told.history.world, 'platform').map(({ id }) => id),
      [own.id],
    );
  },
  /** R-ALL-8: the loser left just before the merge; nobody may mail the winner. */
  'a loser’s opt-out goes along': async (bug = {}) => {
    const told = story({}, bug);
    const [loser, winner] = [told.arrives('crm', 'ann@example.org'), told.arrives('crm', 'ann.lee@example.org')];
    await told.syncs();
    const own = await memberOf(told, winner);
    told.passes(LONG);
    told.optsOut(loser);
    told.merges(loser, winner);
    await told.syncs();
    await told.syncs();
    return same([winner.optedOut, own.optedOut], [true, true]);
  },
  /** R-ALL-8: the loser was never linked, and whom it became comes back from the bin. */
  'an opt-out outlives the bin': async (bug = {}) => {
    const told = story({}, bug);
    const [loser, winner] = [told.arrives('crm', 'ann@example.org'), told.arrives('crm', 'ann.lee@example.org')];
    told.optsOut(loser);
    told.merges(loser, winner);
    winner.optedOut = false;
    told.deletes(winner);
    await told.syncs();
    told.passes(LONG);
    await told.syncs();
    told.passes(LONG);
    told.undeletes(winner);
    await told.syncs();
    await told.syncs();
    return same([winner.optedOut, living(told.history.world, 'platform').length], [true, 0]);
  },
  /** Protocol 4.5: the lost write is judged on the lead before its link moves. */
  'a link with an open write waits': async (bug = {}) => {
    const told = story({ leads: true }, bug);
    const { member, contact } = await convertedUnheard(told, () => told.syncs());
    await told.syncs();
    told.passes(LONG);
    await told.syncs();
    return same([contact.fields.get('A'), member.fields.get('A')], ['c', 'c']);
  },
  /** Protocol 1, rule 5: a link whose create may still land does not end, or nobody would know whose record that is. */
  'a create lands after the merge': async (bug = {}) => {
    const told = story({}, bug);
    const winner = told.arrives('crm', 'ann.lee@example.org');
    await told.syncs();
    const own = await memberOf(told, winner);
    told.passes(LONG);
    const loser = told.arrives('crm', 'ann@example.org');
    told.loses('platform', 'late');
    await told.breaksOff();
    told.merges(loser, winner);
    await told.syncs();
    await told.syncs();
    const alive = (['crm', 'platform'] as const).flatMap((side) =>
      living(told.history.world, side).map(({ id }) => id),
    );
    return same(alive, [winner.id, own.id]);
  },
  /** R-ALL-9: what was deleted on the platform is not made anew under the winner's name. */
  'a tombstone follows the chain': async (bug = {}) => {
    const told = story({}, bug);
    const loser = told.arrives('crm', 'ann@example.org');
    await told.syncs();
    const member = await memberOf(told, loser);
    told.passes(LONG);
    told.deletes(member);
    // Met, and not yet created there.
    const winner = told.arrives('crm', 'ann.lee@example.org');
    await told.syncs('plan');
    told.merges(loser, winner);
    await told.syncs();
    await told.syncs();
    return same(living(told.history.world, 'platform').length, 0);
  },
  /** R-ALL-10, on our own initiative: the answer is lost, it may have landed; it is read back, not sent again. */
  'a lost conversion is read back': async (bug = {}) => {
    const told = story({ leads: true }, bug);
    const lead = told.arrives('crm', 'ann@example.org', { A: 'a' });
    await told.syncs();
    const member = await memberOf(told, lead);
    await told.asksToConvert(lead);
    told.loses('crm', 'late');
    await told.breaksOff();
    await told.syncs();
    told.passes(LONG);
    told.edits(member, { A: 'b' });
    await told.syncs();
    const contact = living(told.history.world, 'crm').find(({ object }) => object === 'Contact');
    if (contact === undefined) return 'never converted';
    if ((await told.partnerOf(contact)) !== member.id) return 'the contact is not linked with its lead’s member';
    return same([contact.fields.get('A'), living(told.history.world, 'crm').length], ['b', 1]);
  },
  /** The call never arrived: once it can land no more the lead is converted after all. */
  'a conversion that never arrived is sent anew': async (bug = {}) => {
    const told = story({ leads: true }, bug);
    const lead = told.arrives('crm', 'ann@example.org');
    await told.syncs();
    await told.asksToConvert(lead);
    told.loses('crm', 'not landed');
    await told.breaksOff();
    told.passes(LONG);
    await told.syncs();
    return same([lead.became?.how, told.history.world.conversions.get(lead.id)], ['converted', 'landed']);
  },
  /** A worker is killed between its mark and its answer, and the next attempt does not convert a second time. */
  'a worker dies while it converts': async (bug = {}) => {
    const told = story({ leads: true }, bug);
    const lead = told.arrives('crm', 'ann@example.org');
    await told.syncs();
    await told.asksToConvert(lead);
    const held = await told.reaches('crm convert after');
    await held.isGivenUp();
    await told.ends(held.run);
    await held.goesOn();
    told.passes(LONG);
    await told.syncs();
    return same([lead.became?.how, living(told.history.world, 'crm').length], ['converted', 1]);
  },
} as const satisfies Record<string, Tale>;
