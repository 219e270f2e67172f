import { SALESFORCE_CLIENT } from './connectionFile.js';
import type { Written } from './control.js';
import type { Up } from './startUp.js';

/** Tandem's names in the sandbox's write log. */
const CLIENTS: readonly string[] = [SALESFORCE_CLIENT, 'tandem'];

/** What Tandem wrote since number `n`. */
export async function ours(up: Pick<Up, 'control'>, n = 0): Promise<readonly Written[]> {
  return (await up.control.writes(n)).filter(({ client }) => CLIENTS.includes(client));
}

/** One change as a plan and the write log both say it; the id of a created record is not known before. */
export function changeText(
  change: Pick<Written, 'system' | 'entity' | 'op' | 'fields'> & { readonly id: string | null },
): string {
  const fields = Object.entries(change.fields).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([change.system, change.entity, change.op, change.op === 'create' ? null : change.id, fields]);
}

/** Emails that were created more than once on one side. */
export function doubled(writes: readonly Written[]): readonly string[] {
  const made = writes.flatMap(({ op, system, fields }) =>
    op === 'create' ? [`${system} ${String((fields['Email'] ?? fields['email_address'])?.[1]).toLowerCase()}`] : [],
  );
  const seen = new Set<string>();
  return made.filter((one) => seen.size === seen.add(one).size);
}
