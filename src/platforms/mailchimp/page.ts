import { SyncError } from '../../domain/faults.js';
import type { Snapshot } from '../../domain/record.js';
import type { Page, Position, Window } from '../../ports/people.js';
import type { Api } from './api.js';
import { snapshotOf, wanted } from './members.js';
import { listing } from './memberShape.js';

/** `last_changed` has whole seconds. */
export const SECOND = 1_000;
/** Longest page there is. Source: Marketing API, "List members info": count. */
export const MOST = 1_000;
/** Beyond all stamps: a window without an end. */
export const FOR_EVER = 8_000_000_000_000_000;

/**
 * Law L1 over an API that sorts by second, ties in any order, and whose bounds are inclusive or not, nobody says: asks for a second more on either
 * side and drops what is outside. The last second of a full answer may go on in the next one, so it is left to the next page, which begins with it; a second that
 * fills an answer alone is read to its end by offset. Archived members are listed like others.
 */
export async function readPage(
  api: Api,
  fields: readonly string[],
  { since, until, after, limit }: Window,
): Promise<Page> {
  const first = Math.ceil(Math.max(since, after?.stamp ?? 0) / SECOND) * SECOND;
  const last = Math.floor(until / SECOND) * SECOND;
  if (first > last) return { records: [], next: null };
  const isNew = ({ stamp, id }: Snapshot) =>
    stamp >= first &&
    stamp <= last &&
    (after === null || stamp > after.stamp || (stamp === after.stamp && id > after.id));
  const ask = async (from: number) => {
    const window = { since: from, before: last + SECOND };
    const { rows, total } = await slice(api, fields, window, 0);
    const edge = rows.reduce((latest, row) => Math.max(latest, row.stamp), 0);
    const whole = rows.filter((row) => isNew(row) && row.stamp < edge);
    return { window, rows, total, edge, full: total > rows.length, whole };
  };
  let answer = await ask(first - SECOND);
  // The second before fills the answer: so the bound is inclusive here, and the next question may begin where we want to.
  if (answer.full && answer.whole.length === 0 && answer.rows.some(({ stamp }) => stamp === first - SECOND))
    answer = await ask(first);
  const { rows, edge, full, whole } = answer;
  if (!full) return cut(rows.filter(isNew), limit, null);
  if (edge > last) return cut(whole, limit, null);
  if (whole.length > 0) return cut(whole, limit, { stamp: edge - 1, id: '' });
  const tied = await wholeSecond(api, fields, answer);
  return cut(tied.filter(isNew), limit, edge < last ? { stamp: edge + SECOND - 1, id: '' } : null);
}

/** All records from `since` on, those changed while it walks included, page by page. `see` may end it by returning false. */
export async function walk(
  api: Api,
  fields: readonly string[],
  since: number,
  see: (records: readonly Snapshot[]) => boolean,
): Promise<void> {
  let after: Position | null = null;
  do {
    const page: Page = await readPage(api, fields, { since, until: FOR_EVER, after, limit: MOST });
    if (!see(page.records)) return;
    after = page.next;
  } while (after !== null);
}

function cut(records: readonly Snapshot[], limit: number, next: Position | null): Page {
  const ordered = records.toSorted((a, b) => a.stamp - b.stamp || (a.id < b.id ? -1 : 1));
  const kept = ordered.slice(0, limit);
  const end = kept.at(-1);
  return {
    records: kept,
    next: kept.length < ordered.length && end !== undefined ? { stamp: end.stamp, id: end.id } : next,
  };
}

const MOST_ROUNDS = 20;

interface Bounds {
  readonly since: number;
  readonly before: number;
}

interface Begun {
  readonly window: Bounds;
  /** The window's first answer. */
  readonly rows: readonly Snapshot[];
  readonly total: number;
  /** The second that fills it, and may go on. */
  readonly edge: number;
}

/**
 * Every member of one second, read on from an answer that it fills. Offsets over ties are only as firm as the server's order: it is walked anew until as many were
 * seen as stand before the next second, the window's number standing still: its end is past, so whoever changes leaves it.
 */
async function wholeSecond(
  api: Api,
  fields: readonly string[],
  { window, rows, total, edge }: Begun,
): Promise<readonly Snapshot[]> {
  const earlier = (row: Snapshot) => row.stamp < edge;
  const tied = (row: Snapshot) => row.stamp === edge;
  let expected = total;
  let seen = new Map(rows.filter(tied).map((row) => [row.id, row]));
  let before = rows.filter(earlier).length;
  for (let round = 0, offset = rows.length; round < MOST_ROUNDS; round += 1, offset = 0) {
    if (offset === 0) before = 0;
    let end: number | null = null;
    while (end === null) {
      const next = await slice(api, fields, window, offset);
      if (next.total !== expected) {
        expected = next.total;
        seen = new Map();
        break;
      }
      for (const row of next.rows.filter(tied)) seen.set(row.id, row);
      before += next.rows.filter(earlier).length;
      const later = next.rows.findIndex((row) => row.stamp > edge);
      offset += next.rows.length;
      if (later >= 0) end = offset - next.rows.length + later;
      else if (next.rows.length === 0 || offset >= expected) end = offset;
    }
    if (end !== null && seen.size === end - before) return [...seen.values()];
  }
  throw new SyncError(
    'unreachable',
    'Mailchimp gave members of one second in another order each time: tried again later',
    { system: 'mailchimp', code: 'order' },
  );
}

async function slice(
  api: Api,
  fields: readonly string[],
  at: Bounds,
  offset: number,
): Promise<{ rows: readonly Snapshot[]; total: number }> {
  const { members, total_items } = await api.demand({
    effect: 'read',
    method: 'GET',
    path: '/members',
    query: {
      ...bounds(at.since, at.before),
      sort_field: 'last_changed',
      sort_dir: 'ASC',
      count: String(MOST),
      offset: String(offset),
      fields: `${wanted(fields, 'members.')},total_items`,
    },
    shape: listing,
  });
  notShort(members.length, total_items - offset);
  return { rows: members.map((member) => snapshotOf(member, fields)), total: total_items };
}

export function bounds(since: number, before: number): Record<string, string> {
  return {
    ...(since > 0 ? { since_last_changed: iso(since) } : {}),
    ...(before < FOR_EVER / 2 ? { before_last_changed: iso(before) } : {}),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, '+00:00');
}

/** An empty answer is no end of a list that has more: what follows from it (nobody archived, nobody left) would be false. Throws SyncError `unreachable`. */
export function notShort(listed: number, left: number): void {
  if (listed === 0 && left > 0)
    throw new SyncError('unreachable', 'Mailchimp counted members and listed none of them: tried again later', {
      system: 'mailchimp',
      code: 'short',
    });
}
