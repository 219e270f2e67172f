import type { Category, InboxDraft } from '../domain/inbox.js';
import { SIDES } from '../domain/side.js';
import type { InboxEntry } from '../ports/office.js';

/** An entry without a number is new. */
export type NextEntry = Omit<InboxEntry, 'entry'> & { readonly entry: number | null };

export interface Folded {
  /** Numbers of the known entries that `next` stands for. */
  readonly replaced: readonly number[];
  readonly next: readonly NextEntry[];
}

/**
 * What the inbox holds of some records once `drafts` were seen: the same cause on one of the same records is one entry, with the number,
 * first time and count of the oldest; two that turn out to be of one person become one.
 */
export function foldEntries(
  known: readonly InboxEntry[],
  drafts: readonly InboxDraft[],
  seeing: (draft: InboxDraft) => { readonly category: Category; readonly run: number; readonly seen: number },
): Folded {
  const byName = new Map<string, NextEntry>();
  for (const entry of known) for (const name of namesOf(entry)) byName.set(name, entry);
  const changed = new Set<NextEntry>();
  const replaced = new Set<number>();
  for (const draft of drafts) {
    const same = [...new Set(namesOf(draft).flatMap((name) => byName.get(name) ?? []))].toSorted(
      (a, b) => (a.entry ?? Infinity) - (b.entry ?? Infinity),
    );
    const { seen, ...rest } = seeing(draft);
    const entry: NextEntry = {
      ...draft,
      ...rest,
      crm: draft.crm ?? same.find((one) => one.crm !== null)?.crm ?? null,
      platform: draft.platform ?? same.find((one) => one.platform !== null)?.platform ?? null,
      entry: same[0]?.entry ?? null,
      firstSeen: Math.min(seen, ...same.map((one) => one.firstSeen)),
      lastSeen: seen,
      attempts: 1 + (same[0]?.attempts ?? 0),
    };
    for (const one of same) {
      changed.delete(one);
      if (one.entry !== null) replaced.add(one.entry);
      for (const name of namesOf(one)) byName.delete(name);
    }
    changed.add(entry);
    for (const name of namesOf(entry)) byName.set(name, entry);
  }
  return { replaced: [...replaced], next: [...changed] };
}

function namesOf(entry: Pick<InboxDraft, 'cause' | 'crm' | 'platform'>): readonly string[] {
  return SIDES.flatMap((side) => (entry[side] === null ? [] : [`${entry.cause} ${side} ${entry[side]}`]));
}
