import { normaliseEmail } from '../../domain/email.js';
import { isAlive, type Snapshot } from '../../domain/record.js';
import type { Recheck } from '../../ports/people.js';
import type { Api } from './api.js';
import { goneSnapshot, hashOf, snapshotOf, wanted } from './members.js';
import { MOST, walk } from './page.js';
import { inParallel } from './parallel.js';
import { howMany } from './tally.js';
import { member } from './memberShape.js';
import { anything } from './wire.js';

/** From so many single calls on it is worth asking how long the whole list is. */
const MANY = 50;

/** Law L5: those deleted for good come back too, marked. */
export async function readByIds(
  api: Api,
  fields: readonly string[],
  ids: readonly string[],
): Promise<readonly Snapshot[]> {
  const missing = new Set(ids);
  const found: Snapshot[] = [];
  if (await isWalkCheaper(api, missing.size)) {
    await walk(api, fields, 0, (records) => {
      for (const record of records) if (missing.delete(record.id)) found.push(record);
      return missing.size > 0;
    });
  }
  const single = await inParallel([...missing], (id) => one(api, fields, id));
  const gone = [...missing].filter((_id, at) => single[at] === null);
  // An audience that is no more answers 404 to everything: that must not pass for the deletion of everyone.
  if (gone.length > 0)
    await api.demand({ effect: 'read', method: 'GET', path: '', query: { fields: 'id' }, shape: anything });
  return [...found, ...single.flatMap((record) => record ?? []), ...gone.map((id) => goneSnapshot(id, api.now()))];
}

/** @param emails normalised */
export async function findLiving(
  api: Api,
  fields: readonly string[],
  emails: readonly string[],
): Promise<readonly Snapshot[]> {
  const keys = new Set(emails);
  if (await isWalkCheaper(api, keys.size)) {
    const found = new Map<string, Snapshot>();
    await walk(api, fields, 0, (records) => {
      for (const record of records) if (keys.has(normaliseEmail(record.email) ?? '')) found.set(record.id, record);
      return true;
    });
    return [...found.values()].filter(isAlive);
  }
  const found = await inParallel([...keys], (email) => one(api, fields, hashOf(email)));
  return found.flatMap((record) => (record !== null && isAlive(record) ? [record] : []));
}

/** Pages of changes that are read at most before a batch. */
const MOST_PAGES = 10;
/** A page of changes costs about as much as so many single calls. */
const CALLS_A_PAGE = 4;

/**
 * By one listing of all that changed since, which a handful of calls tells; by ids, and of these alone, where there are few or very much has changed. A member
 * deleted for good meanwhile shows in neither listing nor delta: its write comes back `stale`.
 */
export async function recheckMembers(
  api: Api,
  fields: readonly string[],
  ids: readonly string[],
  since: number,
  visibleWithin: number,
): Promise<Recheck> {
  if (!api.knowsTime())
    await api.demand({ effect: 'read', method: 'GET', path: '', query: { fields: 'id' }, shape: anything });
  const at = api.now();
  const from = Math.max(0, since - visibleWithin);
  const pages = Math.max(1, Math.min(MOST_PAGES, Math.floor(ids.length / CALLS_A_PAGE)));
  if (ids.length <= 2 || (await howMany(api, from)) > pages * MOST)
    return { at, records: await readByIds(api, fields, ids), partial: true };
  const records: Snapshot[] = [];
  // The bound moves on to `at`: whoever is left out here is never looked at again in this run.
  await walk(api, fields, from, (changed) => {
    records.push(...changed);
    return true;
  });
  return { at, records };
}

/** Mailchimp does not say who made a member: everyone who came at or after `since`, or may have. */
export async function cameSince(api: Api, fields: readonly string[], since: number): Promise<readonly Snapshot[]> {
  const found = new Map<string, Snapshot>();
  await walk(api, fields, since, (records) => {
    for (const record of records)
      if ((record.createdAt ?? record.stamp) >= Math.floor(since / 1_000) * 1_000) found.set(record.id, record);
    return true;
  });
  return [...found.values()];
}

/** null: there is none. @param key contact id or hash of the address */
async function one(api: Api, fields: readonly string[], key: string): Promise<Snapshot | null> {
  const reply = await api.send({
    effect: 'read',
    method: 'GET',
    path: `/members/${encodeURIComponent(key)}`,
    query: { fields: wanted(fields) },
    shape: member,
  });
  if (reply.kind === 'ok') return snapshotOf(reply.value, fields);
  if (reply.status === 404) return null;
  // No other problem is a member's own: the list-wide call below says what it is.
  return api
    .demand({ effect: 'read', method: 'GET', path: `/members/${encodeURIComponent(key)}`, shape: member })
    .then((value) => snapshotOf(value, fields));
}

async function isWalkCheaper(api: Api, singles: number): Promise<boolean> {
  if (singles < MANY) return false;
  const all = await howMany(api, 0);
  // Twice: pages lose their last second to the next one, and are heavier than a member.
  return 2 * (all / MOST + 1) < singles;
}
