import { CONNECTION } from './connections.js';
import { inStep, LONG, memberOf, same, type Tale } from './tale.js';
import { story } from './stories.js';
import { living } from './records.js';

/** Who was away comes back, and somebody else goes meanwhile. */
export const RETURNS = {
  /** The link let go of the member; it comes back under another email as the contact is deleted, and nobody has looked in between. */
  'an unlinked member is back as its contact goes': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug, { deletions: { crm: 'unlink', platform: 'ignore' } });
    // So that both are planned at once.
    told.optsOut(member);
    await told.syncs();
    told.deletes(member);
    await told.syncs();
    told.edits(contact, { Email: 'ann.new@example.org' });
    await told.syncs();
    told.passes(LONG);
    told.undeletes(member);
    told.deletes(contact);
    await told.syncs();
    await told.syncs();
    return same(living(told.history.world, 'crm').length, 0);
  },
  /** We archived the member as its lead was deleted; the lead is back and is converted: no deletion by anybody but us. */
  'a lead is back and is converted, its member archived by us': async (bug = {}) => {
    const told = story({ leads: true, deletes: true, deletions: { crm: 'delete', platform: 'archive' } }, bug);
    const lead = told.arrives('crm', 'ann@example.org', { A: 'a' });
    await told.syncs();
    const member = await memberOf(told, lead);
    told.deletes(lead);
    await told.syncs();
    told.passes(LONG);
    told.undeletes(lead);
    const contact = told.converts(lead);
    await told.syncs();
    await told.syncs();
    return same([member.deleted?.by, contact.deleted], ['sync', null]);
  },
  /** What the operator is shown is the record that would go. */
  'a held deletion follows whom the lead became': async (bug = {}) => {
    const told = story({ leads: true, deletes: true, deletions: { crm: 'delete', platform: 'ignore' }, guard: 0 }, bug);
    const lead = told.arrives('crm', 'ann@example.org', { A: 'a' });
    await told.syncs();
    told.deletes(await memberOf(told, lead));
    await told.syncs();
    const contact = told.converts(lead);
    await told.syncs();
    const [hash = ''] = await told.holds();
    const held = await told.history.rig.store.rowsOfHold(CONNECTION, hash, 0, 9);
    const targets = held.filter(({ state }) => state === 'held').map(({ target }) => target);
    await told.approves(hash);
    return same([targets, contact.deleted?.by], [[contact.id], 'sync']);
  },
} as const satisfies Record<string, Tale>;
