import { readingPurpose } from '../src/domain/purpose.js';
import { other, SIDES, systemOf, type Side } from '../src/domain/side.js';
import type { Position } from '../src/ports/people.js';
import type { RunRow } from '../src/ports/stored.js';
import type { RunRef } from './contract.js';
import type { Deps, Opened } from './deps.js';
import type { Lane } from './lane.js';
import { looksForOptOutsOnly } from './firstWindows.js';
import { openFor, purposeIn } from './openFor.js';

const LINKS_A_PAGE = 500;

/** A full sync lists a side completely; it is noted whom, where something would follow from who is not there (R-ALL-9). */
export function isListing({ connection }: Opened, run: RunRow, side: Side): boolean {
  const { mode, full, round } = run;
  if (mode !== 'sync' || !full || round !== 1 || looksForOptOutsOnly(run)) return false;
  return connection.deletions[systemOf(other(side))] !== 'ignore';
}

/**
 * Compares a full sync's listings with whom the links say is there. Who is missing from two complete ones a hold time apart goes by id, so that the record itself
 * is read before anything is believed. A listing that is not as long as the system says it should be is no proof of anything.
 */
export async function gatherMissing(deps: Deps, lane: Lane, at: RunRef): Promise<number> {
  const { mode, full, reading } = lane.run;
  if (mode !== 'sync' || !full || !reading) return 0;
  const opened = await openFor(deps, at, readingPurpose(purposeIn(at, lane.run)));
  let handled = 0;
  for (const side of SIDES) {
    if (!isListing(opened, lane.run, side)) continue;
    const total = await catchUp(lane, opened, side, reading[side].until);
    const listed = await lane.tx((tx) => tx.sighted(side));
    const complete = deps.protocol.isComplete({ listed, total });
    deps.log.info('gather.listing', { connection: at.connection, run: at.run, side, listed, total, complete });
    if (complete) handled += await missedOn(deps, lane, opened, side, reading[side].until);
  }
  return handled;
}

/** Whoever changed while the side was walked may have been left out (law L1): they are noted too. Returns the side's own total after that. */
async function catchUp(lane: Lane, opened: Opened, side: Side, until: number): Promise<number> {
  const people = opened.sides[side];
  let total = 0;
  for (const object of people.objects) {
    let after: Position | null = null;
    do {
      const page: Awaited<ReturnType<typeof people.page>> = await people.page(object, [], {
        since: until + 1,
        until: people.now() + people.visibleWithin,
        after,
        limit: people.pageSize,
      });
      const ids = page.records.map(({ id }) => id);
      await lane.tx((tx) => tx.sight(side, ids));
      after = page.next;
    } while (after !== null);
    total += await people.total(object);
  }
  return total;
}

async function missedOn(deps: Deps, lane: Lane, opened: Opened, side: Side, listedAt: number): Promise<number> {
  const { holdMs } = opened.connection.deletions;
  await lane.tx((tx) => tx.unmiss(side, 'sighted'));
  let handled = 0;
  for (let after = 0; ;) {
    const links = await lane.tx(async (tx) => {
      const some = await tx.unsighted(side, after, LINKS_A_PAGE);
      const ids = some.flatMap((link) => link.ids[side] ?? []);
      await tx.miss(side, ids, listedAt);
      const missed = new Set(
        (await tx.missing(side, ids))
          .filter((missing) => deps.protocol.isMissed(missing, holdMs))
          .map(({ record }) => record),
      );
      const asked = some.filter((link) => missed.has(link.ids[side] ?? ''));
      await tx.again(asked.map(({ id }) => id));
      handled += asked.length;
      return some;
    });
    after = links.at(-1)?.id ?? after;
    if (links.length < LINKS_A_PAGE) return handled;
  }
}
