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
 * fills an answer alone is read on its own by offset. Archived members are listed like others.
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
    const { rows, total } = await slice(api, fields, { since: from, before: last + SECOND, offset: 0 });
    const edge = rows.reduce((latest, row) => Math.max(latest, row.stamp), 0);
    return { rows, edge, full: total > rows.length, whole: rows.filter((row) => isNew(row) && row.stamp < edge) };
  };
  let answer = await ask(first - SECOND);
  // The second before fills the answer: so the bound is inclusive here, and the next question may begin where we want to.
  if (answer.full && answer.whole.length === 0 && answer.rows.some(({ stamp }) => stamp === first - SECOND))
    answer = await ask(first);
  const { rows, edge, full, whole } = answer;
  if (!full) return cut(rows.filter(isNew), limit, null);
  if (edge > last) return cut(whole, limit, null);
  if (whole.length > 0) return cut(whole, limit, { stamp: edge - 1, id: '' });
  const tied = await oneSecond(api, fields, edge);
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

/** Every member of one second. Offsets over ties are only as firm as the server's order: it is walked until as many were seen as there are, that number standing still. */
async function oneSecond(api: Api, fields: readonly string[], second: number): Promise<readonly Snapshot[]> {
  let seen = new Map<string, Snapshot>();
  let expected = -1;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    for (let offset = 0, more = true; more;) {
      const { rows, total } = await slice(api, fields, { since: second - SECOND, before: second + SECOND, offset });
      if (total !== expected) seen = new Map();
      expected = total;
      for (const row of rows) seen.set(row.id, row);
      offset += rows.length;
      more = rows.length > 0 && offset < total;
    }
    if (seen.size === expected) return [...seen.values()].filter(({ stamp }) => stamp === second);
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
  at: { since: number; before: number; offset: number },
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
      offset: String(at.offset),
      fields: `${wanted(fields, 'members.')},total_items`,
    },
    shape: listing,
  });
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
