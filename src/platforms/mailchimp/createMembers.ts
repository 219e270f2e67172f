import { SyncError } from '../../domain/faults.js';
import type { Draft, Outcome } from '../../ports/people.js';
import type { Api } from './api.js';
import { rowRefused } from './faults.js';
import { EMAIL, hashOf, mergeFieldsOf, sameAddress } from './members.js';
import { MOST, notShort } from './page.js';
import { inParallel } from './parallel.js';
import { batch, brief, member } from './memberShape.js';
import { found } from './wire.js';

/**
 * One call that only creates (`update_existing: false`). An archived member counts as not on the list there and would be brought back, so these are
 * looked up before and come back as `exists`. Source: Marketing API, "Batch subscribe or unsubscribe".
 */
export async function createMembers(api: Api, drafts: readonly Draft[]): Promise<readonly Outcome[]> {
  const addresses = drafts.map(({ fields }) => (typeof fields[EMAIL] === 'string' ? sameAddress(fields[EMAIL]) : ''));
  const archived = await archivedAmong(api, new Set(addresses.filter((address) => address !== '')));
  // The first of two drafts with one address is sent, the other then exists.
  const first = new Map<string, number>();
  addresses.forEach((address, at) => first.has(address) || first.set(address, at));
  const sent = drafts.flatMap((draft, at) => {
    const address = addresses[at]!; // one for each draft
    return address !== '' && !archived.has(address) && first.get(address) === at ? [{ draft, address }] : [];
  });
  const results = sent.length === 0 ? new Map<string, Outcome>() : await sendBatch(api, sent);
  return drafts.map((_draft, at): Outcome => {
    const address = addresses[at]!;
    if (address === '') return { kind: 'refused', code: 'no-email', fields: [EMAIL], vendorText: '' };
    if (archived.has(address)) return { kind: 'exists', id: archived.get(address) ?? null };
    const result = results.get(address)!; // sendBatch answers for each
    return result.kind === 'done' && first.get(address) !== at ? { kind: 'exists', id: result.id } : result;
  });
}

async function sendBatch(
  api: Api,
  sent: readonly { readonly draft: Draft; readonly address: string }[],
): Promise<ReadonlyMap<string, Outcome>> {
  const answer = await api.demand({
    effect: 'write',
    method: 'POST',
    path: '',
    body: {
      update_existing: false,
      // R-ALL-8: subscribed unless the person is opted out.
      members: sent.map(({ draft }) => ({
        email_address: draft.fields[EMAIL],
        status: draft.optedOut ? 'unsubscribed' : 'subscribed',
        merge_fields: mergeFieldsOf(draft.fields),
      })),
    },
    shape: batch,
  });
  const made = new Map(
    answer.new_members.map(({ email_address, contact_id: id, last_changed: stamp }): [string, Outcome] => [
      sameAddress(email_address),
      { kind: 'done', id, created: true, stamp },
    ]),
  );
  const errors = new Map(answer.errors.map((row) => [sameAddress(row.email_address), row]));
  const left = sent.filter(({ address }) => !made.has(address));
  const others = await inParallel(left, async ({ address }): Promise<[string, Outcome]> => {
    const row = errors.get(address);
    // Refused rows come by email; one of which nothing is said may be there or not.
    if (row === undefined)
      throw new SyncError('unknown', 'Mailchimp answered a batch without a word on one of its members', {
        system: 'mailchimp',
        code: 'row-missing',
      });
    return [
      address,
      row.error_code === 'ERROR_CONTACT_EXISTS' ? { kind: 'exists', id: await idOf(api, address) } : rowRefused(row),
    ];
  });
  for (const [address, outcome] of others) made.set(address, outcome);
  return made;
}

/** The batch has been written: whatever goes wrong here only costs the id. */
async function idOf(api: Api, address: string): Promise<string | null> {
  try {
    const reply = await api.send({
      effect: 'read',
      method: 'GET',
      path: `/members/${hashOf(address)}`,
      query: { fields: 'contact_id' },
      shape: found,
    });
    return reply.kind === 'ok' ? reply.value.contact_id : null;
  } catch (error) {
    if (error instanceof SyncError) return null;
    throw error;
  }
}

/** Pages of archived members that are read before single look-ups are cheaper. */
const ARCHIVE_PAGES = 10;

/** Contact ids of archived members by address. */
async function archivedAmong(api: Api, addresses: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const archived = new Map<string, string>();
  if (addresses.size === 0) return archived;
  for (let offset = 0, more = true; more;) {
    const query = {
      status: 'archived',
      count: String(MOST),
      offset: String(offset),
      fields: 'members.contact_id,members.email_address,members.last_changed,total_items',
    };
    const { members, total_items } = await api.demand({
      effect: 'read',
      method: 'GET',
      path: '/members',
      query,
      shape: brief,
    });
    if (total_items > ARCHIVE_PAGES * MOST) return singly(api, [...addresses]);
    notShort(members.length, total_items - offset);
    offset += members.length;
    more = offset < total_items;
    for (const one of members)
      if (addresses.has(sameAddress(one.email_address))) archived.set(sameAddress(one.email_address), one.contact_id);
  }
  return archived;
}

async function singly(api: Api, addresses: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const known = await inParallel(addresses, async (address) => {
    const query = { fields: 'contact_id,email_address,status,last_changed' };
    const reply = await api.send({
      effect: 'read',
      method: 'GET',
      path: `/members/${hashOf(address)}`,
      query,
      shape: member,
    });
    return reply.kind === 'ok' && reply.value.status === 'archived' ? [[address, reply.value.contact_id] as const] : [];
  });
  return new Map(known.flat());
}
