import { isRemoval, type JournalRow } from '../../src/domain/journal.js';
import { isHalf, pairOf } from '../../src/domain/landed.js';
import type { Link } from '../../src/domain/link.js';
import { sparing } from '../../src/domain/spared.js';
import { other, type Side } from '../../src/domain/side.js';
import type { OptOutNote, RecordRef, RowUpdate } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import type { Desk } from '../planning/desk.js';
import { leftBy, letTryAgain, NOTHING_LEFT, type Left } from '../addresses.js';
import { afterErrands } from './afterErrands.js';

/** A write that is known to have landed, on which record, with which stamp (null: not told). */
export interface Landing {
  readonly row: JournalRow;
  readonly id: string;
  readonly stamp: number | null;
  /** What of the row counts as landed; all of it, unless said. */
  readonly changes?: JournalRow['changes'];
}

export interface Landed {
  /** As they are now. */
  readonly links: readonly Link[];
  readonly left: Left;
}

/**
 * Rebases what landed before anything else is intended for its link: row done, baseline moved to the pair each field then had, link's ids, stamp and revision
 * (protocol 3.3, rule 5). Unsent rows of the same plan move on to the new revision.
 */
export async function settleLanded(tx: Tx, desk: Desk, landings: readonly Landing[]): Promise<Landed> {
  if (landings.length === 0) return { links: [], left: NOTHING_LEFT };
  const { protocol } = desk.deps;
  const links = new Map((await tx.linksById(landings.map(({ row }) => row.link))).map((link) => [link.id, link]));
  const left = leftBy(
    links,
    landings.map(({ row }) => row),
  );
  const siblings = await tx.unsentRows([...links.keys()]);
  const made = landings.filter(({ row }) => row.op === 'create' && row.side === 'platform').map(({ id }) => id);
  await tx.claim(desk.opened.account, made);
  await giveUpHalves(tx, landings, links);
  const behind = new Set(siblings.map(({ link }) => link));
  const settled: { readonly link: Link; readonly row: JournalRow }[] = [];
  for (const { row, id, stamp, changes = row.changes } of landings) {
    const link = links.get(row.link);
    if (!link || link.dead) continue;
    // Another row of the same plan that was refused is a difference that has not been settled, as one that is still to be sent.
    const isBehind = behind.has(link.id) || link.refused !== null;
    const after = protocol.afterLanding(link, row, id, stamp, tx.tick, isBehind);
    settled.push({
      // What we took away ourselves is no reason to take the other away, should that come back (R-ALL-9).
      link: isRemoval(row.op) ? sparing(after, other(row.side)) : after,
      row: changes === row.changes ? row : { ...row, changes },
    });
  }
  await tx.saveLinks(settled.map(({ link }) => link));
  const pairs = settled.flatMap(({ link, row }) => {
    const pair = pairOf(link);
    return pair ? [{ pair, row }] : [];
  });
  const before = await tx.baselines(pairs.map(({ pair }) => pair));
  await tx.saveBaselines(
    pairs.map(({ pair, row }, at) => ({ ...pair, baseline: protocol.rebased(before[at] ?? {}, row, desk.deps.now()) })),
  );
  const done = landings.map(({ row }): RowUpdate => ({ ...row, state: 'done' }));
  const moved = siblings
    .filter((sibling) => sibling.run === desk.run.run && sibling.state === 'planned')
    .map((row): RowUpdate => ({ ...row, rev: tx.tick }));
  await tx.saveRows([...done, ...moved]);
  for (const { link } of settled) links.set(link.id, link);
  await noteOurs(tx, desk, landings, links);
  await afterErrands(tx, desk, landings, links);
  for (const link of await letTryAgain(tx, left)) links.set(link.id, link);
  return { links: [...links.values()], left };
}

/**
 * Opted out for the link's other record: as long ago as that one was. Else consent given in between would be taken for older than an opt-out that was only ours.
 * For a record that went into another (R-ALL-11) it counts from now on. After an opt-in its link is planned again: the other side's turn comes.
 */
async function noteOurs(
  tx: Tx,
  desk: Desk,
  landings: readonly Landing[],
  links: ReadonlyMap<number, Link>,
): Promise<void> {
  const back = landings.filter(({ row }) => row.op === 'optIn');
  await tx.again(back.map(({ row }) => row.link));
  await tx.forgetOptOuts(back.map(({ row: { side }, id }) => ({ side, id })));
  const ours = landings.filter(({ row }) => row.optedOut && (row.op === 'optOut' || row.op === 'create'));
  if (ours.length === 0) return;
  const causeOf = ({ side, source, link }: JournalRow): RecordRef | null =>
    source !== null && source === links.get(link)?.ids[other(side)] ? { side: other(side), id: source } : null;
  const notes = await tx.optOutNotes(ours.flatMap(({ row }) => causeOf(row) ?? []));
  const found = ours.flatMap(({ row, id, stamp }): readonly OptOutNote[] => {
    const { side } = row;
    const cause = causeOf(row);
    if (cause === null) return [{ side, id, at: stamp ?? desk.opened.sides[side].now() }];
    const note = notes.find((one) => one.side === cause.side && one.id === cause.id);
    return note ? [{ side, id, at: note.at }] : [];
  });
  await tx.noteOptOuts(found, 'newest');
}

/** The record a create made may have been met meanwhile, as a person of its own: that half link gives way. */
async function giveUpHalves(tx: Tx, landings: readonly Landing[], links: ReadonlyMap<number, Link>): Promise<void> {
  for (const side of ['crm', 'platform'] satisfies Side[]) {
    const ids = landings.filter(({ row }) => row.op === 'create' && row.side === side).map(({ id }) => id);
    const others = (await tx.linksByRecord(side, ids)).filter((link) => !links.has(link.id) && isHalf(link));
    await tx.saveLinks(others.map((link) => ({ ...link, dead: true })));
  }
}
