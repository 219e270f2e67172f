import { entry, type InboxDraft } from '../domain/inbox.js';
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
    return link === undefined || link.dead ? [] : [entry(link, 'expired', [...named])];
  });
}
