import type { Cause } from '../../src/domain/inbox.js';
import { CAUSES } from '../../src/domain/inbox.js';
import type { Link } from '../../src/domain/link.js';
import { other } from '../../src/domain/side.js';
import type { RecordRef } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import type { Desk } from '../planning/desk.js';
import { inheritOptOuts } from '../planning/inheritOptOuts.js';
import type { Landing } from './settleLanded.js';

const ALL = Object.keys(CAUSES) as Cause[];

/**
 * What landed on behalf of a record that was converted or merged away: after an opt-out both links are read again, its own and the one it was for, after a merge
 * the one that stays. What was listed of the one that went is over, and its ids lead to the one that stays.
 */
export async function afterErrands(
  tx: Tx,
  desk: Desk,
  landings: readonly Landing[],
  links: ReadonlyMap<number, Link>,
): Promise<void> {
  const merges = landings.filter(({ row }) => row.op === 'merge');
  const optOuts = landings.flatMap(({ row }) => (row.op === 'optOut' ? [row] : []));
  const others = optOuts.flatMap(({ side, source }) => (side === 'crm' ? (source ?? []) : []));
  const waiting = await tx.linksByRecord('crm', others);
  await tx.again([
    ...waiting.map(({ id }) => id),
    ...optOuts.filter((row) => row.source !== links.get(row.link)?.ids[other(row.side)]).map(({ link }) => link),
  ]);
  if (merges.length === 0) return;
  const stays = await tx.linksByRecord(
    'platform',
    merges.flatMap(({ row }) => row.source ?? []),
  );
  await tx.again(stays.map(({ id }) => id));
  await leaveToo(tx, desk, merges, links, stays);
  await inheritMerged(tx, merges, links);
  for (const { row, id } of merges) {
    const mine = links.get(row.link);
    if (mine === undefined) continue;
    const crm: readonly RecordRef[] = mine.ids.crm === null ? [] : [{ side: 'crm', id: mine.ids.crm }];
    await tx.clear([...crm, { side: 'platform', id }], ALL);
    const theirs = stays.find(({ ids }) => ids.platform === row.source);
    const { id: _id, rev: _rev, ...rest } = mine;
    if (theirs !== undefined) await tx.addLinks([{ ...rest, ids: { crm: theirs.ids.crm, platform: id } }]);
    await tx.count({ merged: 1, converted: theirs !== undefined && theirs.object !== mine.object ? 1 : 0 });
  }
}

/** The one that stays was opted out by the merge, now: so its link says at once, should it be deleted before anybody reads it (R-ALL-8). */
async function leaveToo(
  tx: Tx,
  desk: Desk,
  merges: readonly Landing[],
  links: ReadonlyMap<number, Link>,
  stays: readonly Link[],
): Promise<void> {
  const left = new Set(merges.flatMap(({ row }) => (links.get(row.link)?.optedOut.platform ? (row.source ?? []) : [])));
  const heirs = stays.filter(({ ids, optedOut }) => left.has(ids.platform ?? '') && !optedOut.platform);
  await tx.saveLinks(heirs.map((link) => ({ ...link, rev: tx.tick, optedOut: { ...link.optedOut, platform: true } })));
  const at = desk.opened.platform.now();
  await tx.noteOptOuts(
    heirs.flatMap(({ ids: { platform: id } }) => (id === null ? [] : [{ side: 'platform' as const, id, at }])),
    'newest',
  );
}

/** The platform record that went, as it was read right before. */
async function inheritMerged(tx: Tx, merges: readonly Landing[], links: ReadonlyMap<number, Link>): Promise<void> {
  const images = await tx.images(merges.map(({ id }): RecordRef => ({ side: 'platform', id })));
  await inheritOptOuts(
    tx,
    merges.flatMap(({ row, id }) => {
      const from = images.find(({ record }) => record.id === id)?.record;
      const known = links.get(row.link)?.optedOut.platform ?? false;
      return from === undefined || row.source === null
        ? []
        : [{ from, to: { side: 'platform', id: row.source }, known }];
    }),
  );
}
