import { normaliseEmail } from '../../src/domain/email.js';
import type { JournalRow } from '../../src/domain/journal.js';
import { STAMP_SLACK_MS, type CreateSearch, type Judgement } from '../../src/domain/judge.js';
import { isHalf } from '../../src/domain/landed.js';
import type { Protocol } from '../../src/domain/protocol.js';
import type { Snapshot } from '../../src/domain/record.js';
import type { Side } from '../../src/domain/side.js';
import type { Staged } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import { mappedFields } from '../mappedFields.js';
import type { Desk } from '../planning/desk.js';
import { entry } from '../../src/domain/inbox.js';
import { settleLanded } from './settleLanded.js';
import { asImage } from '../staged.js';

/** Judges open rows of one side on what the side shows now, and settles those that are certain. The others stay `unknown`, listed. */
export async function readBack(desk: Desk, side: Side, rows: readonly JournalRow[]): Promise<void> {
  if (rows.length === 0) return;
  const { deps, opened, mapping, lane } = desk;
  const people = opened.sides[side];
  // The side's time before the read: absent is proof only if the call could not land later than that.
  const now = people.now();
  // A row of an older mapping is judged by the fields it wrote.
  const written = rows.flatMap((row) => row.changes.map(({ field }) => field));
  const fields = [...new Set([...mappedFields(mapping, side), ...written])];
  const seq = await deps.store.tick();
  const targets = rows.flatMap((row) => (row.op !== 'create' && row.target !== null ? [row.target] : []));
  const updated = targets.length > 0 ? await people.read(fields, targets) : [];
  const creates = rows.filter((row) => row.op === 'create');
  const made =
    creates.length > 0
      ? await people.madeByUs(fields, Math.min(...creates.map((row) => row.sentAt ?? now)) - STAMP_SLACK_MS)
      : [];
  const named =
    creates.length > 0
      ? await people.findByEmail(
          fields,
          creates.flatMap((row) => row.key ?? []),
        )
      : [];
  const images = distinct([...updated, ...made, ...named]).map((record) => asImage(record, seq));
  const hold = opened.connection.unknownHoldMs ?? people.landsWithin;
  const half = deps.pulse().half;
  await lane.tx(async (tx) => {
    const neighbours = (await tx.neighbours()).map(({ connection }) => connection);
    const whole = await linked(tx, desk, neighbours, side, [...made, ...named]);
    const claimed = new Set([
      ...(await tx.openCreates(side, keysOf(made))).map(({ key }) => key),
      ...(await tx.createdElsewhere(neighbours, side, keysOf(made))),
    ]);
    const stillOpen = (await tx.rowsById(rows.map(({ id }) => id))).filter(
      (row) => row.state === 'sent' || row.state === 'unknown',
    );
    const taken = new Set<string>();
    for (const row of stillOpen) {
      const closed = deps.protocol.isClosed(row, now, half, hold);
      const target = updated.find((record) => record.id === row.target);
      const judged = judge(deps.protocol, row, target, closed, () =>
        search(desk, side, row, { made, named, whole, taken, claimed }),
      );
      if (judged.kind === 'landed' && row.op === 'create') taken.add(judged.record.id);
      await conclude(tx, desk, row, judged, images);
    }
  });
}

function judge(
  protocol: Protocol,
  row: JournalRow,
  target: Snapshot | undefined,
  closed: boolean,
  finds: () => CreateSearch,
): Judgement {
  switch (row.op) {
    case 'create':
      return protocol.judgeCreate(row, finds(), closed);
    case 'update':
      return protocol.judgeUpdate(row, target, closed);
    case 'merge':
      return protocol.judgeMerge(target, closed);
    case 'optIn':
      return protocol.judgeOptIn(target, closed);
    case 'optOut':
      return protocol.judgeOptOut(target);
    case 'archive':
    case 'delete':
      return protocol.judgeRemoval(target, closed);
  }
}

interface Finds {
  readonly made: readonly Snapshot[];
  readonly named: readonly Snapshot[];
  readonly whole: ReadonlySet<string>;
  readonly taken: ReadonlySet<string>;
  /** Emails that open creates carry. */
  readonly claimed: ReadonlySet<string | null>;
}

/** Unlinked records that may be what `row` made. */
function search(desk: Desk, side: Side, row: JournalRow, { made, named, whole, taken, claimed }: Finds) {
  const people = desk.opened.sides[side];
  const isAnothers = (key: string | null) => key !== row.key && claimed.has(key);
  const free = (record: Snapshot) =>
    record.object === row.object &&
    !whole.has(record.id) &&
    !taken.has(record.id) &&
    !isAnothers(normaliseEmail(record.email));
  const ours = made.filter(free);
  const found = distinct([...ours, ...named.filter(free)]);
  return { found, carriesIds: people.carriesIds, onlyOurs: found.length === ours.length };
}

/** Ids that stand in a whole link, or are another connection's: certainly somebody else. */
async function linked(
  tx: Tx,
  { opened }: Desk,
  neighbours: readonly string[],
  side: Side,
  records: readonly Snapshot[],
): Promise<ReadonlySet<string>> {
  const ids = records.map(({ id }) => id);
  const whole = (await tx.linksByRecord(side, ids)).filter((link) => !isHalf(link));
  return new Set([
    ...whole.flatMap((link) => link.ids[side] ?? []),
    ...(side === 'platform' ? await tx.ownedElsewhere(opened.account, ids) : []),
    ...(await tx.pairedElsewhere(neighbours, side, ids)),
  ]);
}

async function conclude(
  tx: Tx,
  desk: Desk,
  row: JournalRow,
  judged: Judgement,
  images: readonly Staged[],
): Promise<void> {
  const [link] = await tx.linksById([row.link]);
  if (!link) return;
  switch (judged.kind) {
    case 'landed': {
      const image = images.find(({ record }) => record.id === judged.record.id);
      if (image) await tx.stage([image]);
      await settleLanded(tx, desk, [
        { row, id: judged.record.id, stamp: judged.record.stamp, changes: judged.changes ?? row.changes },
      ]);
      return tx.again([row.link]);
    }
    case 'notLanded':
      await tx.saveRows([{ ...row, state: desk.deps.protocol.unsentState(row) }]);
      await noteLeaving(tx, desk, row, images);
      return tx.again([row.link]);
    case 'ambiguous':
      await tx.saveRows([{ ...row, state: 'unknown' }]);
      return tx.list([entry(link, 'ambiguous-match')]);
    case 'undecided':
      await tx.saveRows([{ ...row, state: 'unknown' }]);
      return tx.list([entry(link, 'unknown')]);
  }
}

/** An opt-in that may have landed, on somebody who has changed since and is opted out: left again, as far as anybody can tell (R-ALL-8). */
async function noteLeaving(tx: Tx, desk: Desk, row: JournalRow, images: readonly Staged[]): Promise<void> {
  const target = images.find(({ record }) => record.id === row.target)?.record;
  if (row.op !== 'optIn' || !target || !desk.deps.protocol.leftSince(row, target)) return;
  await tx.noteOptOuts([{ side: row.side, id: target.id, at: target.stamp }], 'newest');
}

function keysOf(records: readonly Snapshot[]): readonly string[] {
  return [...new Set(records.flatMap(({ email }) => normaliseEmail(email) ?? []))];
}

function distinct(records: readonly Snapshot[]): readonly Snapshot[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}
