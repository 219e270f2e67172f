import { CAUSES, type Cause } from '../../../src/domain/inbox.js';
import { SIDES } from '../../../src/domain/side.js';
import type { Tx } from '../../../src/ports/tx.js';
import type { Entry, Part, World } from './part.js';

type InboxPart = Pick<Tx, 'list' | 'clear' | 'entries'>;

export function txInbox(part: Part, run: number, world: World): InboxPart {
  return {
    async list(drafts) {
      const now = world.now();
      for (const draft of drafts) {
        const same = SIDES.flatMap((side) =>
          draft[side] === null ? [] : part.inbox.find(`${draft.cause} ${side} ${draft[side]}`),
        );
        const all = [...new Set(same)].map(({ entry }) => entry).toSorted((a, b) => a.entry - b.entry);
        for (const { entry } of all) part.inbox.drop(entry);
        const first = all[0];
        const entry = first?.entry ?? world.entryId();
        part.inbox.put(entry, {
          retry: false,
          entry: {
            ...draft,
            crm: draft.crm ?? all.find((one) => one.crm !== null)?.crm ?? null,
            platform: draft.platform ?? all.find((one) => one.platform !== null)?.platform ?? null,
            entry,
            category: CAUSES[draft.cause].category,
            firstSeen: Math.min(now, ...all.map((one) => one.firstSeen)),
            lastSeen: now,
            attempts: 1 + (first?.attempts ?? 0),
            run,
          },
        });
      }
    },

    async clear(refs, causes) {
      for (const { side, id } of refs)
        for (const cause of causes)
          for (const { entry } of part.inbox.find(`${cause} ${side} ${id}`)) part.inbox.drop(entry.entry);
    },

    entries: async (refs) =>
      refs.flatMap((ref) => part.inbox.find(`${ref.side} ${ref.id}`).map(({ entry }) => ({ ref, cause: entry.cause }))),
  };
}

/** What a run's report says of the inbox: errors that are open, and what it skipped itself, by cause. */
export function seenBy(entries: readonly Entry[], run: number) {
  const skipped: Partial<Record<Cause, number>> = {};
  const errors: Partial<Record<Cause, number>> = {};
  for (const { entry } of entries) {
    const open = entry.category === 'error' || entry.category === 'again';
    if (!open && entry.run !== run) continue;
    const counts = open ? errors : skipped;
    counts[entry.cause] = (counts[entry.cause] ?? 0) + 1;
  }
  return { skipped, errors };
}
