import { CONNECTION } from './connections.js';
import { inA, inStep, LONG, memberOf, MINUTE, same, type Tale } from './tale.js';
import { story } from './stories.js';
import { living } from './records.js';
import { HOLD_MS } from './world.js';

const DELETING = { deletions: { crm: 'delete', platform: 'ignore' } } as const;

/** Who was deleted stays so (R-ALL-9). */
export const DELETIONS = {
  /** Neither the member nor any trace of it is there to be read, and its link has not been looked at since. */
  'a merge into a member that is gone for good': async (bug = {}) => {
    const told = story({ deltaRecheck: true }, bug);
    const ann = told.arrives('crm', 'ann@example.org');
    const lee = told.arrives('crm', 'lee@example.org');
    await told.syncs();
    const [went, stays] = [await memberOf(told, ann), await memberOf(told, lee)];
    told.passes(LONG);
    told.deletes(stays);
    told.purges(stays);
    told.merges(ann, lee);
    await told.syncs();
    await told.syncs();
    const before = told.history.world.tally.attempts;
    await told.syncs();
    return same([await told.partnerOf(lee), told.history.world.tally.attempts - before], [went.id, 0]);
  },
  /** The first look after that shows her deleted, and the CRM has not been told that she had left. */
  'who left is deleted before the other side was told': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.optsOut(member);
    told.loses('crm', 'not landed');
    await told.breaksOff();
    told.deletes(member);
    told.passes(LONG);
    await told.syncs();
    await told.syncs();
    return same(contact.optedOut, true);
  },
  /** The link is gone on both sides, and the same email comes back as somebody new in the CRM. */
  'a deleted person’s email comes back': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.deletes(member);
    await told.syncs();
    told.deletes(contact);
    told.passes(LONG);
    await told.syncs();
    told.arrives('crm', 'ann@example.org', { A: 'z' });
    await told.syncs();
    await told.syncs('records');
    return same(living(told.history.world, 'platform').length, 0);
  },
  /** The winner's tombstone stands for all who became the winner. */
  'a loser’s email comes back after its winner was deleted': async (bug = {}) => {
    const told = story({}, bug);
    const ann = told.arrives('crm', 'ann@example.org', { A: 'a' });
    const lee = told.arrives('crm', 'lee@example.org', { A: 'b' });
    await told.syncs();
    told.merges(ann, lee);
    await told.syncs();
    told.passes(LONG);
    told.deletes(lee);
    await told.syncs();
    told.passes(LONG);
    told.arrives('platform', 'ann@example.org', { A: 'z' });
    await told.syncs();
    return same(living(told.history.world, 'crm').length, 0);
  },
  'an undeleted person is in step again, and may be': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.deletes(member);
    await told.syncs();
    told.edits(contact, { A: 'b' });
    told.passes(LONG);
    await told.syncs();
    told.undeletes(member);
    told.passes(LONG);
    await told.syncs();
    await told.syncs();
    const stones = (await told.history.rig.store.explain(CONNECTION, contact.id)).flatMap((one) => one.stones);
    return inA('b', contact, member) ?? same(stones, []);
  },
  'an operator lets a deleted person be created again': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    const { world, rig } = told.history;
    told.deletes(member);
    await told.syncs();
    told.passes(LONG);
    await told.syncs();
    const before = living(world, 'platform').length;
    await rig.store.untombstone(CONNECTION, 'ann@example.org');
    // No resurrection that anybody would mind.
    world.partners.delete(`platform ${member.id}`);
    await told.syncs();
    await told.syncs();
    return same(before, 0) ?? inA('a', await memberOf(told, contact));
  },
  'a deletion crosses, and is not undone': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug, { deletions: { crm: 'delete', platform: 'archive' } });
    told.deletes(contact);
    await told.syncs();
    told.passes(LONG);
    told.undeletes(contact);
    await told.syncs();
    await told.syncs();
    return same(
      [contact.deleted, member.deleted?.by, living(told.history.world, 'platform').length],
      [null, 'sync', 0],
    );
  },
  /** Undeleted while the batch that deletes the other record is on its way. */
  'the cause of a deletion falls away': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug, DELETING);
    told.deletes(member);
    told.at('crm recheck before', () => {
      told.passes(2_000);
      told.undeletes(member);
    });
    await told.syncs();
    told.passes(LONG);
    await told.syncs();
    return same([contact.deleted, member.deleted], [null, null]);
  },
  'a deletion’s answer is lost': async (bug = {}) => {
    for (const how of ['landed', 'late', 'not landed'] as const) {
      const { told, contact, member } = await inStep(bug, DELETING);
      told.deletes(member);
      told.loses('crm', how);
      await told.syncs();
      told.passes(LONG);
      await told.syncs();
      await told.syncs();
      if (contact.deleted?.by !== 'sync') return `not deleted, though it ${how}`;
    }
    return null;
  },
  'a link lets go of who was deleted': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug, { deletions: { crm: 'unlink', platform: 'ignore' } });
    told.deletes(member);
    await told.syncs();
    const half = await told.partnerOf(contact);
    told.edits(contact, { A: 'b', Email: 'ann.lee@example.org' });
    told.passes(LONG);
    await told.syncs();
    return same([half, living(told.history.world, 'platform').length], [null, 0]);
  },
  /** Two went into ann while she was about to be deleted, and their members come under other emails: her tombstone is theirs too. */
  'several members lead to one tombstone': async (bug = {}) => {
    const told = story({ deletions: { crm: 'delete', platform: 'unlink' } }, bug);
    const [ann, lee, kim] = ['ann', 'lee', 'kim'].map((name) => told.arrives('crm', `${name}@example.org`));
    await told.syncs();
    const others = [await memberOf(told, lee!), await memberOf(told, kim!)];
    told.deletes(await memberOf(told, ann!));
    told.at('crm recheck before', () => {
      told.merges(lee!, ann!);
      told.merges(kim!, ann!);
    });
    await told.syncs();
    told.passes(LONG);
    await told.syncs();
    for (const [at, member] of others.entries()) told.edits(member, { EMAIL: `new${at}@example.org` });
    told.passes(LONG);
    await told.syncs();
    return same([ann!.deleted?.by, living(told.history.world, 'crm').length], ['sync', 0]);
  },
  'deletions are held': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug, { ...DELETING, guard: 0 });
    told.deletes(member);
    await told.syncs();
    await told.syncs();
    const [hash] = await told.holds();
    const before = contact.deleted;
    await told.approves(hash ?? '');
    return same([before, contact.deleted?.by], [null, 'sync']);
  },
  'a rejected deletion is not asked about again': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug, { ...DELETING, guard: 0 });
    told.deletes(member);
    await told.syncs();
    const [hash] = await told.holds();
    await told.rejects(hash ?? '');
    told.edits(contact, { A: 'b' });
    await told.syncs();
    return same([contact.deleted, await told.holds()], [null, []]);
  },
  'someone is found no more': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug, DELETING);
    told.arrives('platform', 'lee@example.org');
    const seen: (string | undefined)[] = [];
    const listing = async () => {
      await told.syncsFully();
      seen.push(contact.deleted?.by);
    };
    await listing();
    told.purges(member);
    await listing();
    told.passes(HOLD_MS / 2);
    await listing();
    told.passes(HOLD_MS);
    await told.syncs();
    seen.push(contact.deleted?.by);
    await listing();
    return same(seen, [undefined, undefined, undefined, undefined, 'sync']);
  },
  /** The side counts more people than it lists, the first time: the second listing is the first that counts. */
  'a listing is shorter than the side says': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug, DELETING);
    const [lee] = ['lee', 'kim'].map((name) => told.arrives('platform', `${name}@example.org`));
    const { hidden } = told.history.world;
    await told.syncs();
    told.passes(LONG);
    told.purges(member);
    hidden.set(lee!.id, { counted: true });
    await told.syncsFully();
    told.passes(HOLD_MS + MINUTE);
    hidden.clear();
    await told.syncsFully();
    return same(contact.deleted, null);
  },
  /** Two listings leave out somebody who is there, and the side’s total agrees. */
  'a listing leaves somebody out': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug, DELETING);
    told.arrives('platform', 'lee@example.org');
    const { hidden } = told.history.world;
    await told.syncs();
    hidden.set(member.id, { counted: false });
    for (let listings = 0; listings < 3; listings += 1) {
      await told.syncsFully();
      told.passes(HOLD_MS + MINUTE);
    }
    hidden.clear();
    await told.syncs();
    return same([contact.deleted, member.deleted], [null, null]);
  },
  /** All listings are empty, and so is the side’s total. */
  'listings are emptied': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug, DELETING);
    const { hidden } = told.history.world;
    told.passes(LONG);
    told.purges(member);
    for (let listings = 0; listings < 3; listings += 1) {
      await told.syncsFully();
      told.passes(HOLD_MS + MINUTE);
    }
    hidden.clear();
    return same(contact.deleted, null);
  },
} as const satisfies Record<string, Tale>;
