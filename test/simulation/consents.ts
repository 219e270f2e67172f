import { inStep, LONG, MINUTE, same, type Tale } from './tale.js';
import { story } from './stories.js';
import type { Rec } from './records.js';

const out = (...records: readonly Rec[]) => records.map(({ optedOut }) => optedOut);

/** Of consent to be mailed again (R-ALL-8): nothing else opts in, and nothing older than the opt-out. */
export const CONSENTS = {
  /** The opt-out crossed by our own write, later than the consent: that is no opt-out of the person's. */
  'consent opts in on both sides': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.optsOut(contact);
    told.passes(2 * MINUTE);
    await told.syncs();
    if (!member.optedOut) return 'the opt-out did not cross';
    await told.consents(contact, MINUTE);
    await told.syncs();
    await told.syncs();
    return same(out(contact, member), [false, false]);
  },
  'consent is older than the opt-out': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.passes(LONG);
    told.optsOut(member);
    await told.syncs();
    await told.consents(contact, LONG);
    await told.syncs();
    await told.syncs();
    return same(out(contact, member), [true, true]);
  },
  /** Opted in on the platform by consent, and leaves there again before the CRM is told: the opt-out wins. */
  'somebody leaves right before an opt-in': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.optsOut(contact);
    await told.syncs();
    told.passes(LONG);
    told.optsOut(member, false);
    await told.consents(contact);
    told.passes(MINUTE);
    told.at('crm recheck before', () => told.optsOut(member));
    await told.syncs();
    told.passes(LONG);
    await told.syncs();
    // Not even for a moment.
    return same([...out(contact, member), told.history.world.optedIn.size], [true, true, 0]);
  },
  /** It landed, and they left before anybody looked: as if it had not, but the consent counts no more. */
  'somebody leaves after an opt-in without an answer': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.optsOut(contact);
    await told.syncs();
    told.passes(LONG);
    await told.consents(contact);
    told.loses('crm', 'landed');
    await told.breaksOff();
    told.passes(MINUTE);
    told.optsOut(contact);
    told.passes(LONG);
    await told.syncs();
    await told.syncs();
    return same(out(contact, member), [true, true]);
  },
  /** It may have landed; were it sent again, the second would land on whoever left meanwhile. */
  'an opt-in gets no answer': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.optsOut(contact);
    await told.syncs();
    told.passes(LONG);
    await told.consents(contact);
    told.loses('crm', 'late');
    await told.breaksOff();
    await told.syncs();
    told.passes(LONG);
    await told.syncs();
    await told.syncs();
    return same(out(contact, member), [false, false]);
  },
  /** Nobody tells us of it but the platform. */
  'somebody signs up anew on the platform': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.optsOut(contact);
    told.passes(MINUTE);
    await told.syncs();
    if (!member.optedOut) return 'the opt-out did not cross';
    told.passes(LONG);
    told.signsUp(member);
    told.passes(MINUTE);
    await told.syncs();
    await told.syncs();
    if (contact.optedOut || member.optedOut) return 'stays opted out';
    // That was one: leaving again is newer.
    told.passes(LONG);
    told.optsOut(contact);
    told.passes(MINUTE);
    await told.syncs();
    await told.syncs();
    return same(out(contact, member), [true, true]);
  },
  'a sign-up before the opt-out is none after it': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.signsUp(member);
    told.passes(LONG);
    told.optsOut(contact);
    told.passes(MINUTE);
    await told.syncs();
    told.passes(LONG);
    told.optsOut(member, false);
    told.passes(MINUTE);
    await told.syncs();
    await told.syncs();
    return same(out(contact, member), [true, true]);
  },
  /** Known to the CRM alone: opted in there, and then brought to the platform. */
  'consent opts in who is on one side alone': async (bug = {}) => {
    const told = story({}, bug);
    const contact = told.arrives('crm', 'ann@example.org');
    told.optsOut(contact);
    await told.syncs();
    if (await told.partnerOf(contact)) return 'was created although opted out';
    told.passes(MINUTE);
    await told.consents(contact);
    await told.syncs();
    await told.syncs();
    return same([contact.optedOut, typeof (await told.partnerOf(contact))], [false, 'string']);
  },
} as const satisfies Record<string, Tale>;
