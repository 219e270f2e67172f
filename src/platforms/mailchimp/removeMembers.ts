import type { Outcome, Removal } from '../../ports/people.js';
import type { Api } from './api.js';
import { memberRefused } from './faults.js';
import { oneByOne } from './updateMembers.js';
import { anything } from './wire.js';

/**
 * One call a member, by its lasting id. An archived member keeps what is known of it; one deleted for good cannot be added again by API.
 * Source: Marketing API, "Archive list member", "Delete list member".
 */
export function removeMembers(api: Api, removals: readonly Removal[]): Promise<readonly Outcome[]> {
  return oneByOne(removals, (removal) => removeOne(api, removal));
}

async function removeOne(api: Api, { id, how }: Removal): Promise<Outcome> {
  const path = `/members/${encodeURIComponent(id)}`;
  const said = await api.send({
    effect: 'write',
    ...(how === 'archive'
      ? { method: 'DELETE' as const, path }
      : { method: 'POST' as const, path: `${path}/actions/delete-permanent` }),
    shape: anything,
    empty: true,
  });
  if (said.kind === 'ok') return { kind: 'done', id, created: false, stamp: null };
  // 405: archived already.
  return said.status === 405 ? { kind: 'stale', code: 'archived' } : memberRefused(said.status, said.said);
}
