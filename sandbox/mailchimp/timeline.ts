import type { Kit } from '../kit/types.js';
import type { Member } from './shapes.js';

/** One state of a member and when listings show it. */
interface Entry {
  readonly member: Member;
  /** Orders those of one second: drawn anew with each change, then firm, so that offsets work while nothing changes. */
  readonly tie: number;
  readonly from: number;
  until: number;
}

export interface Window {
  readonly since: number | null;
  readonly sinceInclusive: boolean;
  readonly before: number | null;
}

/** Members by last change, as listings see them: a late commit is there only when it is due, with its earlier stamp, and the former state until then. */
export interface Timeline {
  /** @param visibleFrom epoch ms; a time to come makes it a late commit */
  put(member: Member, visibleFrom?: number): void;
  drop(contactId: string): void;
  /** Ascending by last change. */
  inWindow(window: Window): Iterable<Member>;
  /** In no order that means anything. */
  all(): Iterable<Member>;
}

export function createTimeline(kit: Pick<Kit, 'clock' | 'random'>): Timeline {
  let entries: Entry[] = [];
  let ordered = 0;
  let dead = 0;
  const shown = new Map<string, Entry[]>();

  const bury = (entry: Entry) => {
    if (entry.until !== 0) dead += 1;
    entry.until = 0;
  };
  const isShown = (entry: Entry, now: number) => entry.from <= now && now < entry.until;

  /** Sorts what was added since, with those before it that it may fall among; drops the dead when they are many. */
  const order = () => {
    if (dead > 1000 && dead > entries.length / 2) {
      entries = entries.filter((entry) => entry.until !== 0);
      [ordered, dead] = [0, 0];
    }
    if (ordered === entries.length) return;
    let earliest = Infinity;
    for (let at = ordered; at < entries.length; at += 1) earliest = Math.min(earliest, entries[at]!.member.changedAt);
    const start = firstAtOrAfter(entries, ordered, earliest);
    const loose = entries.splice(start).toSorted((a, b) => a.member.changedAt - b.member.changedAt || a.tie - b.tie);
    for (const entry of loose) entries.push(entry);
    ordered = entries.length;
  };

  return {
    put: (member, visibleFrom = 0) => {
      const now = kit.clock.now();
      const late = visibleFrom > now;
      const kept: Entry[] = [];
      for (const entry of shown.get(member.contactId) ?? []) {
        if (late && isShown(entry, now)) {
          entry.until = visibleFrom;
          kept.push(entry);
        } else bury(entry);
      }
      const entry = { member, tie: kit.random(), from: late ? visibleFrom : 0, until: Infinity };
      entries.push(entry);
      kept.push(entry);
      shown.set(member.contactId, kept);
    },
    drop: (contactId) => {
      for (const entry of shown.get(contactId) ?? []) bury(entry);
      shown.delete(contactId);
    },
    *inWindow({ since, sinceInclusive, before }) {
      order();
      const now = kit.clock.now();
      const bound = since === null ? -Infinity : sinceInclusive ? since : since + 1;
      for (let at = firstAtOrAfter(entries, entries.length, bound); at < entries.length; at += 1) {
        const entry = entries[at]!;
        if (before !== null && entry.member.changedAt >= before) return;
        if (isShown(entry, now)) yield entry.member;
      }
    },
    *all() {
      const now = kit.clock.now();
      for (const states of shown.values()) for (const entry of states) if (isShown(entry, now)) yield entry.member;
    },
  };
}

/** The first of the first `length` entries, which are in order, changed at `at` or later. */
function firstAtOrAfter(entries: readonly Entry[], length: number, at: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.member.changedAt < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
