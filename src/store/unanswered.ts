import type { InboxDraft } from '../domain/inbox.js';
import type { JournalRow } from '../domain/journal.js';
import type { Link } from '../domain/link.js';

/** How the people whose held rows nobody answered are listed: each once, with the fields that stay as they are. */
export function unanswered(
  held: readonly JournalRow[],
  links: { get(id: number): Link | undefined },
): readonly InboxDraft[] {
  const fields = new Map<number, Set<string>>();
  for (const row of held) {
    const named = fields.get(row.link) ?? new Set();
    for (const { field } of row.changes) named.add(field);
    fields.set(row.link, named);
  }
  return [...fields].flatMap(([id, named]) => {
    const link = links.get(id);
    if (link === undefined || link.dead) return [];
    const { crm, platform } = link.ids;
    const key = link.keys.crm ?? link.keys.platform;
    return [{ cause: 'expired', crm, platform, key, fields: [...named], code: null, vendorText: null }];
  });
}
