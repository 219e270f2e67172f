import { CONNECTION } from './connections.js';
import type { Bug } from './setup.js';
import { story, type Story } from './stories.js';
import type { Lots } from './lots.js';
import type { Rec } from './records.js';

/**
 * A directed history: a shape that free-running histories meet too rarely, few fields and one or two people. It says what it saw that should not be,
 * null: nothing; told with a planted bug it must see something, or the oracle must.
 */
export type Tale = (bug?: Bug) => Promise<string | null>;

export const MINUTE = 60_000;
/** Longer than any overlap of windows. */
export const LONG = 20 * MINUTE;

/** The platform's record of a contact or lead. */
export async function memberOf({ history, partnerIn }: Story, record: Rec, connection = CONNECTION): Promise<Rec> {
  const member = history.world.records.platform.get((await partnerIn(connection, record)) ?? '');
  if (member === undefined) throw new Error('has no partner');
  return member;
}

/** Where most tales begin: Ann, a contact whose A is `a`, and her member, in step. */
export async function inStep(bug: Bug, lots: Partial<Lots> = {}) {
  const told = story(lots, bug);
  const contact = told.arrives('crm', 'ann@example.org', { A: 'a' });
  await told.syncs();
  return { told, contact, member: await memberOf(told, contact) };
}

/** Ann's lead, converted when a write to it has landed unheard: her member's A is `b`, and whoever converted it made that `c` on the contact. */
export async function convertedUnheard(told: Story, syncs: () => Promise<void>) {
  const lead = told.arrives('crm', 'ann@example.org', { A: 'a' });
  await syncs();
  const member = await memberOf(told, lead);
  told.passes(LONG);
  told.edits(member, { A: 'b' });
  told.loses('crm', 'landed');
  await told.breaksOff();
  const contact = told.converts(lead);
  told.edits(contact, { A: 'c' });
  return { member, contact };
}

export const same = (found: unknown, wanted: unknown): string | null =>
  JSON.stringify(found) === JSON.stringify(wanted)
    ? null
    : `${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`;

/** Field A of both records is to be this. */
export const inA = (wanted: string, ...records: readonly Rec[]): string | null =>
  same(
    records.map(({ fields }) => fields.get('A')),
    records.map(() => wanted),
  );
