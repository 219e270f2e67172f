import { normaliseEmail } from '../../src/domain/email.js';
import { isRemoval, type JournalRow, type Op } from '../../src/domain/journal.js';
import type { Snapshot } from '../../src/domain/record.js';
import type { Side } from '../../src/domain/side.js';
import type { Tx } from '../../src/ports/tx.js';
import { mappedFields } from '../mappedFields.js';
import type { Desk } from '../planning/desk.js';
import { asTheyStand } from './asTheyStand.js';
import { fallenOptIns } from './fallenOptIns.js';
import { fallenMerges } from './fallenMerges.js';
import { fallenRemovals } from './fallenRemovals.js';
import { noteLeavers } from './noteLeavers.js';
import { asImage, asNews } from '../staged.js';

/** Rows that are marked sent and must now be sent, or taken back. */
export interface Marked {
  readonly op: Op;
  readonly rows: readonly JournalRow[];
  /** Emails of the targets as just read: some platforms write by them. */
  readonly emails: ReadonlyMap<string, string | null>;
  /** Our monotonic clock before the mark. */
  readonly at: number;
}

export interface Reread {
  readonly seq: number;
  /** The side's own time before the read. */
  readonly at: number;
  readonly records: readonly Snapshot[];
  readonly partial?: true;
}

/**
 * Reads the batch's targets right before it goes out, stores whatever was seen, and marks as sent the rows that are still as planned: the fence (protocol 6.1, 6.2).
 * A row that differs is void; its link is read and planned again in this run.
 * @param job that carries the rows: kept with them, so that whoever finds them sent can ask it
 */
export async function recheck(
  desk: Desk,
  side: Side,
  batch: readonly JournalRow[],
  job: string | null = null,
): Promise<Marked> {
  const op = batch[0]?.op ?? 'update';
  const reread = op === 'create' ? await rereadKeys(desk, side, batch) : await rereadTargets(desk, side, batch);
  const pulse = desk.deps.pulse();
  const fallen =
    op === 'merge'
      ? await fallenMerges(desk, batch, reread)
      : isRemoval(op)
        ? await fallenRemovals(desk, side, batch)
        : op === 'optIn'
          ? await fallenOptIns(desk, side, batch)
          : new Set<number>();
  const at = pulse.now();
  // From the mark on it may land, however long ago the read was.
  const sentAt = desk.opened.sides[side].now();
  const rows = await desk.lane.tx((tx) => mark(tx, desk, side, batch, reread, fallen, { job, sentAt }));
  const emails = new Map(reread.records.map((record) => [record.id, record.email]));
  if (op !== 'create') await addEmails(desk, side, rows, emails);
  return { op, rows, emails, at };
}

async function rereadTargets(desk: Desk, side: Side, batch: readonly JournalRow[]): Promise<Reread> {
  const seq = await desk.deps.store.tick();
  const bound = desk.lane.run.reading?.[side].bound ?? 0;
  // A merge's other record too: it must be there to take in the first.
  const targets = batch
    .flatMap((row) => (row.op === 'merge' ? [row.target, row.source] : [row.target]))
    .flatMap((id) => id ?? []);
  const seen = await desk.opened.sides[side].recheck(mappedFields(desk.mapping, side), targets, bound);
  return { seq, ...seen };
}

/** Where creation itself never overwrites, nothing is read before; else both keys are looked for among the living (protocol 6.1). */
async function rereadKeys(desk: Desk, side: Side, batch: readonly JournalRow[]): Promise<Reread> {
  const people = desk.opened.sides[side];
  const seq = await desk.deps.store.tick();
  const at = people.now();
  if (people.createOnly) return { seq, at, records: [] };
  return {
    seq,
    at,
    records: await people.findByEmail(
      mappedFields(desk.mapping, side),
      batch.flatMap((row) => row.key ?? []),
    ),
  };
}

async function mark(
  tx: Tx,
  desk: Desk,
  side: Side,
  batch: readonly JournalRow[],
  { seq, at, records, partial }: Reread,
  fallen: ReadonlySet<number>,
  { job, sentAt }: Pick<JournalRow, 'job' | 'sentAt'>,
): Promise<readonly JournalRow[]> {
  const { protocol } = desk.deps;
  const people = desk.opened.sides[side];
  const { attempt, lane } = desk.lane.lease;
  const op = batch[0]?.op;
  const objects = side === 'crm' && op === 'create' ? desk.opened.policy.objects : people.objects;
  const own = records.filter((record) => objects.includes(record.object));
  // A record met under a create's key is somebody to be matched; a re-read target is an image, no more.
  await tx.stage(own.map((record) => (op === 'create' ? asNews(record, seq) : asImage(record, seq))));
  if (op !== 'create' && !partial) {
    const { reading } = await tx.run();
    if (reading) {
      const bound = protocol.advanced(reading[side].bound, at, people.visibleWithin);
      await tx.saveRun({ reading: { ...reading, [side]: { ...reading[side], bound } } });
    }
  }
  const rows = await asTheyStand(tx, batch);
  const links = new Map((await tx.linksById(rows.map((row) => row.link))).map((link) => [link.id, link]));
  const open = await tx.openRows([...links.keys()]);
  const claims = new Set(
    (
      await tx.openCreates(
        side,
        rows.flatMap((row) => (row.op === 'create' ? (row.key ?? []) : [])),
      )
    ).map((row) => row.key),
  );
  await noteLeavers(tx, own, [...links.values()]);
  const met = new Set(records.map((record) => normaliseEmail(record.email)));
  const images = await imagesOf(tx, side, rows);
  const sent: JournalRow[] = [];
  const voided: JournalRow[] = [];
  const again = new Set<number>();
  for (const row of rows) {
    const keyTaken = row.op === 'create' && row.key !== null && (claims.has(row.key) || met.has(row.key));
    const verdict = protocol.fence({
      row,
      link: links.get(row.link),
      open: open.filter((one) => one.link === row.link && one.id !== row.id),
      image: images.get(row.target ?? ''),
      keyTaken,
      fell: fallen.has(row.id),
    });
    if (verdict === 'send') {
      sent.push({ ...row, state: 'sent', attempt, lane, job, sentAt, tries: row.tries + 1 });
      if (row.op === 'create' && row.key !== null) claims.add(row.key);
    } else if (row.state === 'planned') {
      voided.push({ ...row, state: protocol.unsentState(row) });
      if (verdict === 'replan') again.add(row.link);
    }
  }
  await tx.saveRows([...voided, ...sent]);
  await tx.again([...again]);
  return sent;
}

async function imagesOf(tx: Tx, side: Side, rows: readonly JournalRow[]): Promise<ReadonlyMap<string, Snapshot>> {
  const found = await tx.images(rows.flatMap((row) => (row.target === null ? [] : [{ side, id: row.target }])));
  return new Map(found.map(({ record }) => [record.id, record]));
}

/** A re-read may leave out what is certainly unchanged: its email is in the image the plan was made from. */
async function addEmails(
  desk: Desk,
  side: Side,
  rows: readonly JournalRow[],
  emails: Map<string, string | null>,
): Promise<void> {
  const missing = rows.flatMap((row) =>
    row.target !== null && !emails.has(row.target) ? [{ side, id: row.target }] : [],
  );
  if (missing.length === 0) return;
  const images = await desk.lane.tx((tx) => tx.images(missing));
  for (const { record } of images) emails.set(record.id, record.email);
  const links = await desk.lane.tx((tx) =>
    tx.linksByRecord(
      side,
      missing.map(({ id }) => id),
    ),
  );
  for (const link of links) {
    const id = link.ids[side];
    if (id !== null && !emails.has(id)) emails.set(id, link.keys[side]);
  }
}
