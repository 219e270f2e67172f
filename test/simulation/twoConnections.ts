import type { Value } from '../../src/domain/value.js';
import { CONNECTION, SECOND } from './connections.js';
import { TWO } from './lots.js';
import { living, type Rec } from './records.js';
import type { Bug } from './setup.js';
import { story, type Story } from './stories.js';
import { convertedUnheard, inA, LONG, memberOf, MINUTE, same, type Tale } from './tale.js';

/** Two connections of one list (R-ALL-17): Leads are the first one's, Contacts the second one's. */
export const TWO_CONNECTIONS = {
  /** One pair is left, the contact’s own, with what was said of the lead meanwhile. */
  'a lead goes into another connection’s contact': async (bug = {}) => {
    const told = begun(bug);
    const lead = told.arrives('crm', 'ann@example.org', { A: 'a' });
    const contact = told.arrives('crm', 'ann.lee@example.org', { C: 'c' }, 'Contact');
    await both(told);
    const own = await memberOf(told, contact, SECOND);
    told.passes(LONG);
    told.optsOut(lead);
    told.converts(lead, contact);
    await both(told);
    await both(told);
    const members = living(told.history.world, 'platform').map(({ id }) => id);
    return same(
      [members, await partners(told, contact), contact.optedOut, own.optedOut],
      [[own.id], [undefined, own.id], true, true],
    );
  },
  /** The platform's later edit crosses, the lead's old value does not come back: the pair's baseline went along. */
  'a lead becomes a contact of another connection, which runs first': async (bug = {}) => {
    const { told, lead, member } = await known(bug, { A: 'a' });
    told.edits(member, { A: 'b' });
    const contact = told.converts(lead);
    await told.syncs('sync', SECOND);
    const seen = same(await partners(told, contact), [undefined, member.id]) ?? inA('b', contact, member);
    await both(told);
    return seen ?? same(living(told.history.world, 'platform').length, 1);
  },
  /** Whoever converts the lead sees the write that landed, and corrects it on the contact. */
  'an open write is read back before its link is handed over': async (bug = {}) => {
    const told = begun(bug);
    const { member, contact } = await convertedUnheard(told, () => both(told));
    await told.syncs('sync', SECOND);
    if ((await told.partnerIn(SECOND, contact)) === member.id) return 'taken over with an open write';
    told.passes(LONG);
    await both(told);
    await both(told);
    return same(await partners(told, contact), [undefined, member.id]) ?? inA('c', contact, member);
  },
  /** Until then the lead's own connection goes on with the contact. */
  'a connection of Contacts is made later': async (bug = {}) => {
    const told = begun(bug);
    const lead = told.arrives('crm', 'ann@example.org', { A: 'a' });
    await told.syncs();
    const member = await memberOf(told, lead);
    const contact = told.converts(lead);
    await told.syncs();
    if ((await told.partnerOf(contact)) !== member.id) return 'the link did not follow';
    told.passes(LONG);
    // By its email it would be somebody new.
    told.edits(contact, { Email: 'ann.lee@example.org' });
    told.edits(member, { A: 'b' });
    await told.syncs('sync', SECOND);
    await both(told);
    const members = living(told.history.world, 'platform').length;
    return same([await partners(told, contact), members], [[undefined, member.id], 1]) ?? inA('b', contact, member);
  },
  /** By `unlink` she was nobody’s partner any more, and nobody synced what she became. */
  'a connection of Contacts is made after a lead’s member was deleted': async (bug = {}) => {
    const told = story({ ...TWO, deletions: { crm: 'unlink', platform: 'ignore' } }, bug);
    const lead = told.arrives('crm', 'ann@example.org');
    await told.syncs();
    told.passes(LONG);
    told.deletes(await memberOf(told, lead));
    await told.syncs();
    const contact = told.converts(lead);
    told.edits(contact, { Email: 'ann.lee@example.org' });
    await told.syncs();
    await told.syncs('sync', SECOND);
    await both(told);
    return same(living(told.history.world, 'platform').length, 0);
  },
  'a tombstone is handed over': async (bug = {}) => {
    const { told, lead, member } = await known(bug);
    told.deletes(member);
    await both(told);
    told.converts(lead);
    await both(told);
    await both(told);
    return same(living(told.history.world, 'platform').length, 0);
  },
  /** By email nothing leads to the member, and the contact does not say what it was. */
  'a contact whose lead’s member was deleted, met by its own connection first': async (bug = {}) => {
    const { told, lead, member } = await known(bug);
    told.deletes(member);
    const contact = told.converts(lead);
    told.edits(contact, { Email: 'ann.lee@example.org' });
    await told.syncs('sync', SECOND);
    await both(told);
    return same(living(told.history.world, 'platform').length, 0);
  },
  /** When the lead left is known to its own connection alone. */
  'consent older than an opt-out that was handed over': async (bug = {}) => {
    const { told, lead, member } = await known(bug);
    told.optsOut(lead);
    await told.syncs();
    told.passes(LONG);
    const contact = told.converts(lead);
    await told.syncs();
    await told.consents(contact, LONG + MINUTE);
    await both(told);
    await both(told);
    return same([contact.optedOut, member.optedOut], [true, true]);
  },
  /** It landed unheard, and the lead has another email by now: nobody in the org leads to the member. */
  'a create in flight is met by another connection': async (bug = {}) => {
    const told = begun(bug);
    const lead = told.arrives('crm', 'ann@example.org');
    await told.syncs('plan', SECOND);
    told.loses('platform', 'landed');
    await told.breaksOff();
    told.edits(lead, { Email: 'ann.lee@example.org' });
    await told.syncs('sync', SECOND);
    told.passes(LONG);
    await both(told);
    await both(told);
    return same(
      (['crm', 'platform'] as const).map((side) => living(told.history.world, side).length),
      [1, 1],
    );
  },
  /** Before its answer is kept somebody gives the member another email, and the other connection brings it into the org as a person of its own. */
  'what was just created is another connection’s by then': async (bug = {}) => {
    const told = begun(bug);
    const lead = told.arrives('crm', 'ann@example.org');
    await told.syncs('plan', SECOND);
    const held = await told.reaches('platform create after');
    const [member] = living(told.history.world, 'platform');
    if (member === undefined) return 'was not created';
    told.edits(member, { EMAIL: 'bob@example.org' });
    await told.syncs('sync', SECOND);
    await held.goesOn();
    await told.ends(held.run);
    told.passes(LONG);
    await both(told);
    await both(told);
    const [bob, ann] = [await told.partnerIn(SECOND, member), await told.partnerIn(CONNECTION, lead)];
    const contact = living(told.history.world, 'crm').find(({ object }) => object === 'Contact');
    return same([bob, ann === member.id || typeof ann], [contact?.id, 'string']);
  },
  /** The connection of Leads met her first, as a Contact that is not its own. */
  'a member that its first connection has nobody for': async (bug = {}) => {
    const told = begun(bug);
    const contact = told.arrives('crm', 'ann@example.org', {}, 'Contact');
    const member = told.arrives('platform', 'ann@example.org');
    await told.syncs();
    await both(told);
    return same(await partners(told, contact), [undefined, member.id]);
  },
  /** Somebody made her a contact by hand. */
  'a deleted lead’s member goes to the contact of its email': async (bug = {}) => {
    const { told, lead, member } = await known(bug);
    told.deletes(lead);
    const contact = told.arrives('crm', 'ann@example.org', {}, 'Contact');
    await both(told);
    await both(told);
    const members = living(told.history.world, 'platform').length;
    return same([await partners(told, contact), members], [[undefined, member.id], 1]);
  },
  /** The lead's own connection remembers that she had left until the other one has followed her: by then nobody bears that email. */
  'who comes for the email of a lead that is handed over': async (bug = {}) => {
    const { told, lead, member } = await known(bug);
    told.optsOut(lead);
    const contact = told.converts(lead);
    await told.syncs();
    told.edits(contact, { Email: 'ann.lee@example.org' });
    told.edits(member, { EMAIL: 'ann.lee@example.org' });
    const other = told.arrives('platform', 'ann@example.org');
    told.passes(LONG);
    await told.syncs();
    await both(told);
    await both(told);
    const leads = living(told.history.world, 'crm').filter(({ object }) => object === 'Lead');
    return same(
      [await partners(told, contact), await partners(told, other), leads.length],
      [[undefined, member.id], [leads[0]?.id, null], 1],
    );
  },
  /** The run that read the lead before knows nothing of its link any more, and by what it read that email is the lead’s. */
  'who takes the email of a lead that is handed over between reading and plan': async (bug = {}) => {
    const { told, lead, member } = await known(bug);
    const contact = told.arrives('crm', 'ann.lee@example.org', {}, 'Contact');
    told.edits(lead, { A: 'a' });
    told.edits(member, { EMAIL: 'ann.new@example.org' });
    const taking = await told.reaches('crm findByEmail before', 'sync', SECOND);
    const bob = told.arrives('platform', 'ann@example.org');
    const reading = await told.reaches('platform page after');
    told.converts(lead, contact);
    await taking.goesOn();
    await told.until(taking.run, async () => (await told.partnerIn(SECOND, contact)) === member.id);
    await reading.goesOn();
    await told.ends(reading.run);
    await told.ends(taking.run);
    told.passes(LONG);
    await both(told);
    await both(told);
    const members = living(told.history.world, 'platform').map(({ id }) => id);
    return same(
      [members, await partners(told, contact)],
      [
        [member.id, bob.id],
        [undefined, member.id],
      ],
    );
  },
  'who comes second leaves the member to the first': async (bug = {}) => {
    const { told, lead, member } = await known(bug);
    const contact = told.arrives('crm', 'ann@example.org', {}, 'Contact');
    await both(told);
    await both(told);
    const members = living(told.history.world, 'platform').length;
    return same(
      [await partners(told, lead), await partners(told, contact), members],
      [[member.id, undefined], [undefined, null], 1],
    );
  },
} as const satisfies Record<string, Tale>;

const begun = (bug: Bug): Story => story(TWO, bug);

/** Ann, a lead that both connections have met, and her member. */
async function known(bug: Bug, fields: Readonly<Record<string, Value>> = {}) {
  const told = begun(bug);
  const lead = told.arrives('crm', 'ann@example.org', fields);
  await both(told);
  const member = await memberOf(told, lead);
  told.passes(LONG);
  return { told, lead, member };
}

async function both(told: Story): Promise<void> {
  await told.syncs('sync', CONNECTION);
  await told.syncs('sync', SECOND);
}

/** Whom it has by each connection. */
const partners = (told: Story, record: Rec) =>
  Promise.all([told.partnerIn(CONNECTION, record), told.partnerIn(SECOND, record)]);
