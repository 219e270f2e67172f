import { story } from './stories.js';
import { inA, inStep, LONG, memberOf, same, type Tale } from './tale.js';

/** Of an org whose calls run short. */
export const SHORTAGES = {
  /** Opt-outs of both sides cross, and whatever costs no call; the rest is neither done nor forgotten. */
  'calls are short for what changed': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    const bob = told.arrives('crm', 'bob@example.org', { A: 'x' });
    const cyd = told.arrives('crm', 'cyd@example.org', { A: 'y' });
    await told.syncs();
    const others = [await memberOf(told, bob), await memberOf(told, cyd)];
    told.passes(LONG);
    told.edits(member, { A: 'b' });
    told.optsOut(others[0]!);
    told.optsOut(cyd);
    told.history.world.short = true;
    await told.syncs();
    const meanwhile = [bob.optedOut, others[1]!.optedOut, contact.fields.get('A')];
    told.passes(LONG);
    told.history.world.short = false;
    await told.syncs();
    return same(meanwhile, [true, true, 'a']) ?? inA('b', contact, member);
  },
  /** A full reading that may not begin carries the opt-outs, believes nobody to be gone, and moves no cursor. */
  'calls are short for a full reading': async (bug = {}) => {
    const { told, contact, member } = await inStep({ ...bug }, { deletions: { crm: 'delete', platform: 'delete' } });
    const bob = told.arrives('crm', 'bob@example.org');
    await told.syncs();
    const other = await memberOf(told, bob);
    told.passes(LONG);
    told.edits(member, { A: 'b' });
    told.optsOut(other);
    told.history.world.short = true;
    for (let tries = 0; tries < 3; tries += 1) {
      await told.syncsFully();
      told.passes(24 * 60 * 60_000);
    }
    const meanwhile = [bob.optedOut, contact.fields.get('A'), contact.deleted, member.deleted];
    told.history.world.short = false;
    await told.syncs();
    return same(meanwhile, [true, 'a', null, null]) ?? inA('b', contact, member);
  },
  /** A changed mapping asks for everything anew; whoever leaves meanwhile has left. */
  'calls are short for a changed mapping': async (bug = {}) => {
    const { told, contact, member } = await inStep(bug);
    told.passes(LONG);
    await told.syncs();
    told.history.version = 2;
    told.passes(LONG);
    told.optsOut(contact);
    told.history.world.short = true;
    await told.syncs();
    const meanwhile = [member.optedOut, member.fields.get('D')];
    told.passes(LONG);
    told.history.world.short = false;
    await told.syncs();
    return same([...meanwhile, member.fields.get('D')], [true, null, 'a']);
  },
  /** A first sync that stopped on its way has linked somebody, who leaves before it goes on. */
  'calls run short in the middle of a first sync': async (bug = {}) => {
    const told = story({}, bug);
    const contact = told.arrives('crm', 'ann@example.org', { A: 'a' });
    told.at('platform create after', () => void (told.history.world.short = true));
    await told.breaksOff(() => told.history.world.short);
    const member = await memberOf(told, contact);
    told.passes(LONG);
    told.optsOut(contact);
    told.edits(contact, { A: 'b' });
    await told.syncs();
    const meanwhile = [member.optedOut, member.fields.get('A')];
    told.history.world.short = false;
    await told.syncs();
    return same(meanwhile, [true, 'a']) ?? inA('b', contact, member);
  },
} as const satisfies Record<string, Tale>;
