import { CONNECTION } from './connections.js';
import { story } from './stories.js';
import { inA, inStep, LONG, memberOf, MINUTE, same, type Tale } from './tale.js';
import { living } from './records.js';

/** Of two attempts of one activity, and of two runs of one connection at once (protocol 5). */
export const RACES = {
  /** Run B reads what run A has made and not settled: it waits, else the pair begins without the baseline that A knows. */
  'a create in flight is met by another run': async (bug = {}) => {
    const told = story({}, bug);
    const contact = told.arrives('crm', 'ann@example.org', { A: 'a' });
    const held = await told.reaches('platform create after');
    const [member] = living(told.history.world, 'platform');
    told.edits(member!, { A: 'u' });
    await told.syncs();
    await held.goesOn('lost');
    await told.ends(held.run);
    told.passes(LONG);
    await told.syncs();
    return inA('u', contact, member!);
  },
  /** Two creates for one email: the second waits for the first. */
  'an email moves on while a create carries it': async (bug = {}) => {
    const told = story({ createOnly: false }, bug);
    const first = told.arrives('crm', 'ann@example.org', { A: 'a' });
    const held = await told.reaches('platform create before');
    told.edits(first, { Email: 'ann.lee@example.org' });
    told.arrives('crm', 'ann@example.org', { A: 'z' });
    told.passes(2_000);
    await told.syncs();
    await held.goesOn();
    await told.ends(held.run);
    told.passes(LONG);
    await told.syncs();
    await told.syncs();
    const emails = living(told.history.world, 'platform').map(({ fields }) => fields.get('EMAIL'));
    return same(emails.toSorted(), ['ann.lee@example.org', 'ann@example.org']);
  },
  /** A worker marks, sleeps for minutes, shows a sign of life again and looks: too late, the next attempt has judged that mark by then. */
  'a worker sleeps between its mark and its call': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.edits(contact, { A: 'b' });
    told.at('pulse', (actor) => {
      told.passes(500_000);
      actor.lastBeat = told.history.world.now;
    });
    const { world } = told.history;
    const held = await told.reaches('platform update before');
    await held.isGivenUp();
    // Well within the time in which a call that has gone out may land.
    const then = world.now + MINUTE;
    await told.until(held.run, async () => held.run.ended || world.now > then);
    told.edits(contact, { A: 'w' });
    await told.syncs();
    await held.goesOn();
    await told.ends(held.run);
    told.passes(LONG);
    await told.syncs();
    return inA('w', contact, member);
  },
  /** An attempt that was given up learns that its call failed, long after the next one has settled that: it has no say any more. */
  'a zombie’s call fails after its row was settled': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.passes(LONG);
    told.edits(contact, { A: 'b' });
    const zombie = await told.reaches('platform update after');
    // Read back as landed, then both records are read again.
    told.at('crm read before', () => told.edits(contact, { A: 'c' }));
    await zombie.isGivenUp();
    told.at('platform page before', async () => {
      told.edits(member, { A: 'd' });
      await zombie.goesOn('lost');
    });
    await told.ends(zombie.run);
    told.passes(LONG);
    await told.syncs();
    return inA('d', contact, member);
  },
  /** The baseline belongs to the pair: back together, they go on where they stood. */
  'a pair comes together again': async (bug = {}) => {
    const told = story({}, bug);
    const one = told.arrives('crm', 'ann@example.org', { A: 'a' });
    await told.syncs();
    const member = await memberOf(told, one);
    told.deletes(one);
    const other = told.arrives('crm', 'ann@example.org');
    await told.syncs();
    if ((await told.partnerOf(other)) !== member.id) return 'the member found no new partner';
    told.passes(LONG);
    told.deletes(other);
    told.undeletes(one);
    told.passes(2_000);
    told.edits(member, { A: 'b' });
    await told.syncs();
    await told.syncs();
    return inA('b', one, member);
  },
  /** The person is back before two members become one: nothing is merged. */
  'the cause of a merge falls away': async (bug = {}) => {
    const told = story({}, bug);
    const [loser, winner] = [told.arrives('crm', 'ann@example.org'), told.arrives('crm', 'ann.lee@example.org')];
    await told.syncs();
    const own = await memberOf(told, loser);
    told.passes(LONG);
    told.merges(loser, winner);
    const held = await told.reaches('platform recheck before');
    loser.became = null;
    told.undeletes(loser);
    await held.goesOn();
    await told.ends(held.run);
    await told.syncs();
    if (own.deleted) return 'merged away though its person is back';
    const loose = await told.history.rig.store.looseEnds(CONNECTION, 0, 9);
    return same(loose, []);
  },
  /** Whom the loser became was deleted, and somebody else of that email has the member: nothing is merged. */
  'the member that stays in a merge becomes another’s': async (bug = {}) => {
    const told = story({}, bug);
    const [loser, winner] = [told.arrives('crm', 'ann@example.org'), told.arrives('crm', 'ann.lee@example.org')];
    await told.syncs();
    const own = await memberOf(told, loser);
    const stays = await memberOf(told, winner);
    told.passes(LONG);
    told.merges(loser, winner);
    told.deletes(winner);
    const another = told.arrives('crm', 'ann.lee@example.org');
    await told.syncs();
    if ((await told.partnerOf(another)) !== stays.id) return 'the member did not change hands';
    return own.deleted ? 'merged into the member of another person' : null;
  },
} as const satisfies Record<string, Tale>;
