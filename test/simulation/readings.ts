import { CONNECTION } from './connections.js';
import { story } from './stories.js';
import { inA, inStep, LONG, memberOf, same, type Tale } from './tale.js';

const SEVEN = ['ann', 'bob', 'cyd', 'dee', 'eve', 'fay', 'gus'] as const;
/** Of the platform in the simulator: older stamps are certainly read already. */
const SEEN_BY_THEN = 6_000;
/** After so long a call of `write` hands back. */
const SHARE = 21_000;

/** Of windows, pages and re-reads: what is read when, and what is taken as read. */
export const READINGS = {
  /** Somebody read already is edited while pages are walked: those after it must not move up unseen. */
  'people are edited while pages are walked': async (bug = {}) => {
    const told = story({}, bug);
    const people = SEVEN.map((name, at) => {
      told.passes(2_000 * at);
      return told.arrives('crm', `${name}@example.org`);
    });
    told.passes(LONG);
    told.at('crm page after', () => told.edits(people[0]!, { A: 'b' }));
    await told.syncs();
    told.passes(LONG);
    await told.syncs();
    const partners = await Promise.all(people.map((one) => told.partnerOf(one)));
    return same(partners.filter((partner) => partner === undefined || partner === null).length, 0);
  },
  /** A window has an end: somebody who never stops editing does not keep it open. */
  'people never stop editing': async (bug = {}) => {
    const told = story({}, bug);
    const people = SEVEN.map((name) => told.arrives('crm', `${name}@example.org`));
    told.passes(LONG);
    let pages = 0;
    const next = (): void => {
      pages += 1;
      told.passes(1_000);
      for (const one of people) told.edits(one, { C: `c${pages * 10}` });
      if (pages < 60) told.at('crm page after', next);
    };
    told.at('crm page after', next);
    await told.reaches('platform create before');
    return pages < 10 ? null : `${pages} pages before anything was written`;
  },
  /** A record that was locked when its turn came goes by id at the next run: its window has passed. */
  'a locked record is left behind by the window': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.edits(member, { A: 'b' });
    contact.locked = true;
    await told.syncs();
    // The overlap shows it once more.
    told.passes(LONG);
    await told.syncs();
    told.passes(LONG);
    contact.locked = false;
    await told.syncs();
    return inA('b', contact, member);
  },
  /** Under a new mapping nobody has been read yet. */
  'the mapping changes and nobody is edited': async (bug = {}) => {
    const { told, member } = await inStep(bug);
    told.passes(LONG);
    await told.syncs();
    told.history.version = 2;
    told.passes(LONG);
    await told.syncs();
    return same(member.fields.get('D'), 'a');
  },
  /** What was read and refused is not what the baseline says: unread, it is not taken for that. */
  'a refused edit is left behind by the window': async (bug = {}) => {
    const told = story({ deltaRecheck: true, policy: 'platform' }, bug);
    const contact = told.arrives('crm', 'ann@example.org', { A: 'a', C: 'c' });
    await told.syncs();
    const member = await memberOf(told, contact);
    told.passes(LONG);
    told.edits(member, { A: 'b', C: 'v17' });
    for (let runs = 0; runs < 2; runs += 1) {
      await told.syncs();
      told.passes(LONG);
    }
    told.edits(contact, { A: 'x' });
    await told.syncs();
    return same(member.fields.get('A'), 'b');
  },
  /** A transaction stamped before a re-read commits after it: the next re-read must look that far back. */
  'a late commit falls between two re-reads': async (bug = {}) => {
    const told = story({ deltaRecheck: true }, bug);
    const people = SEVEN.map((name) => told.arrives('crm', `${name}@example.org`, { A: 'a' }));
    await told.syncs();
    const members = await Promise.all(people.map((one) => memberOf(told, one)));
    told.passes(LONG);
    for (const member of members) told.edits(member, { A: 'b' });
    // The call has done its share: the batches after it begin where its re-read has moved the bound to.
    told.at('crm update after', () => told.passes(SHARE));
    told.at('crm recheck before', () => undefined);
    told.at('crm recheck before', () => told.edits(people[6]!, { A: 'u' }, SHARE + 10_000));
    await told.syncs();
    return inA('u', people[6]!, members[6]!);
  },
  /** A re-read shows a change of somebody of a later batch: it is kept for that batch, whose own re-read begins after it. */
  'a re-read shows a change of a later batch': async (bug = {}) => {
    const told = story({ deltaRecheck: true, policy: 'platform' }, bug);
    const people = SEVEN.map((name) => told.arrives('crm', `${name}@example.org`, { A: 'a' }));
    await told.syncs();
    const members = await Promise.all(people.map((one) => memberOf(told, one)));
    told.passes(LONG);
    for (const one of people) told.edits(one, { A: 'b' });
    told.at('platform recheck before', () => {
      told.edits(members[6]!, { A: 'u' });
      told.passes(SEEN_BY_THEN);
    });
    told.at('platform update after', () => told.passes(SHARE));
    await told.syncs();
    return inA('u', people[6]!, members[6]!);
  },
  /** Of what was approved for one person an email is refused, and more than one other row lands: the email is listed, since no window shows it again. */
  'an approved email is another’s': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug, { clears: true, guard: 0 });
    told.edits(contact, { C: 'c' });
    await told.syncs();
    for (const hash of await told.holds()) await told.approves(hash);
    told.passes(LONG);
    told.arrives('platform', 'taken@example.org');
    told.edits(contact, { Email: 'taken@example.org', A: 'b', C: null });
    await told.syncs();
    // Asked for again once, since what was approved did not come to pass.
    for (let answers = 0; answers < 2; answers += 1) for (const hash of await told.holds()) await told.approves(hash);
    for (let runs = 0; runs < 2; runs += 1) {
      told.passes(LONG);
      await told.syncs();
    }
    const entries = await told.history.rig.store.inbox(CONNECTION, ['error']);
    const listed = entries.filter(({ cause }) => cause === 'refused').map(({ crm }) => crm);
    return same(
      [member.fields.get('EMAIL'), member.fields.get('A'), member.fields.get('C'), listed],
      ['ann@example.org', 'b', null, [contact.id]],
    );
  },
  /** What is in step is not written again. */
  'nothing happens': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    const { attempts } = told.history.world.tally;
    told.passes(LONG);
    // So that it is read, and not as an echo.
    told.edits(contact, { A: 'a2' });
    told.edits(member, { A: 'a2' });
    for (let runs = 0; runs < 10; runs += 1) await told.syncs();
    return same(told.history.world.tally.attempts, attempts);
  },
} as const satisfies Record<string, Tale>;
