import type { Merge } from '../../ports/merging.js';
import type { Outcome } from '../../ports/people.js';
import type { Api } from './api.js';
import { memberRefused } from './faults.js';
import { standing } from './memberShape.js';
import { oneByOne, patch } from './updateMembers.js';
import { anything } from './wire.js';

/**
 * Mailchimp has no merge: what only the one that gives way has is added to the one that stays, then the first is archived. In that order, so that
 * a merge broken off in the middle is done again and changes nothing twice. Source: Marketing API, "Members", "Member tags", "Archive list member".
 */
export function mergeMembers(api: Api, merges: readonly Merge[]): Promise<readonly Outcome[]> {
  return oneByOne(merges, (merge) => mergeOne(api, merge));
}

async function mergeOne(api: Api, { id, into }: Merge): Promise<Outcome> {
  const [loser, winner] = [await stand(api, id), await stand(api, into)];
  for (const one of [loser, winner]) if ('kind' in one) return one;
  if ('kind' in loser || 'kind' in winner || winner.status === 'archived') return { kind: 'stale', code: 'archived' };
  if (loser.status === 'archived') return { kind: 'done', id, created: false, stamp: loser.last_changed };
  if (hasLeft(loser.status) && !hasLeft(winner.status)) {
    const left = await patch(api, into, { status: 'unsubscribed' });
    if (left.kind !== 'done') return left;
  }
  const tags = loser.tags.filter((tag) => !winner.tags.includes(tag));
  if (tags.length > 0) {
    const body = { tags: tags.map((name) => ({ name, status: 'active' })) };
    const said = await api.send({
      effect: 'write',
      method: 'POST',
      path: `${pathOf(into)}/tags`,
      body,
      shape: anything,
      empty: true,
    });
    if (said.kind === 'problem') return memberRefused(said.status, said.said);
  }
  const archived = await api.send({
    effect: 'write',
    method: 'DELETE',
    path: pathOf(id),
    shape: anything,
    empty: true,
  });
  // 405: archived by someone else in this very moment.
  if (archived.kind === 'problem' && archived.status !== 405) return memberRefused(archived.status, archived.said);
  return { kind: 'done', id, created: false, stamp: null };
}

/** How a member stands just now; an outcome when it cannot be told. */
async function stand(api: Api, id: string) {
  const query = { fields: 'contact_id,status,last_changed,tags.name' };
  const said = await api.send({ effect: 'read', method: 'GET', path: pathOf(id), query, shape: standing });
  return said.kind === 'ok' ? said.value : memberRefused(said.status, said.said);
}

const pathOf = (id: string) => `/members/${encodeURIComponent(id)}`;
const hasLeft = (status: string) => status === 'unsubscribed' || status === 'cleaned';
