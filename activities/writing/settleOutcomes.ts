import { normaliseEmail } from '../../src/domain/email.js';
import { unsentState } from '../../src/domain/guard.js';
import { CAUSES, entry, staysUntilWritten, type Cause } from '../../src/domain/inbox.js';
import type { JournalRow } from '../../src/domain/journal.js';
import { refsOf, type Link } from '../../src/domain/link.js';
import { refusedToo } from '../../src/domain/refused.js';
import { isAlive, type Snapshot } from '../../src/domain/record.js';
import type { Side } from '../../src/domain/side.js';
import type { Outcome } from '../../src/ports/people.js';
import type { Tx } from '../../src/ports/tx.js';
import { mappedFields } from '../mappedFields.js';
import type { Left } from '../addresses.js';
import type { Desk } from '../planning/desk.js';
import { asTheyStand } from './asTheyStand.js';
import { settleLanded, type Landing } from './settleLanded.js';
import { asUnknown, takenBack } from './unsent.js';
import { asNews } from '../staged.js';

interface Answered {
  readonly row: JournalRow;
  readonly outcome: Outcome;
}

/** What was met instead of a create, read before the transaction. */
interface MetAt {
  readonly seq: number;
  readonly records: readonly Snapshot[];
}

const NOBODY_MET: MetAt = { seq: 0, records: [] };

/** What a landed write takes out of the inbox. Open ends stay for the next plan: another row of the same plan may have left them. */
const ERRORS = (Object.keys(CAUSES) as Cause[]).filter(staysUntilWritten);

export interface Settled {
  /** Rows that landed. */
  readonly written: number;
  /** Fields the side has lost meanwhile: rows that name them go nowhere in this run (R-ALL-13). */
  readonly lost: readonly string[];
}

/** Settles a batch in one transaction: baselines, links and rows by each row's outcome. */
export async function settleOutcomes(
  desk: Desk,
  side: Side,
  rows: readonly JournalRow[],
  outcomes: readonly Outcome[],
): Promise<Settled> {
  const people = desk.opened.sides[side];
  const answered = rows.map((row, at): Answered => ({ row, outcome: outcomes[at]! }));
  const wrote = people.now();
  const met = await meet(desk, side, answered);
  const lost = new Set(outcomes.flatMap((outcome) => (outcome.kind === 'drifted' ? outcome.fields : [])));
  return desk.lane.tx(async (tx) => {
    // Another attempt may have read them back meanwhile: what is no longer sent under this lease is not ours to settle.
    const mine = new Map(
      (await asTheyStand(tx, rows))
        .filter((row) => row.state === 'sent' && row.attempt === desk.lane.lease.attempt)
        .map((row) => [row.id, row]),
    );
    const valid = await unlessOwned(
      tx,
      desk,
      side,
      answered.flatMap(({ row, outcome }) => (mine.has(row.id) ? [{ row: mine.get(row.id)!, outcome }] : [])),
    );
    const landings = valid.flatMap(({ row, outcome }): Landing[] =>
      outcome.kind === 'done' ? [{ row, id: outcome.id, stamp: outcome.stamp ?? wrote }] : [],
    );
    const { links: landed, left } = await settleLanded(tx, desk, landings);
    await tx.clear(landed.filter(({ dead }) => !dead).flatMap(refsOf), ERRORS);
    await asUnknown(
      tx,
      valid.filter(({ outcome }) => outcome.kind === 'lost').map(({ row }) => row),
    );
    const others = valid.filter(({ outcome }) => outcome.kind !== 'done' && outcome.kind !== 'lost');
    await lookAgainAfterSiblings(tx, others);
    const links = new Map((await tx.linksById(others.map(({ row }) => row.link))).map((link) => [link.id, link]));
    for (const one of others) {
      const link = links.get(one.row.link);
      if (link === undefined) continue;
      if (isFree(one, left)) {
        await tx.saveRows([{ ...one.row, state: unsentState(one.row) }]);
        await tx.again([link.id]);
      } else await settleOther(tx, one, link, met, desk.run.run);
    }
    return { written: landings.length, lost: [...lost] };
  });
}

/** Another connection may have met what a create made, under another email, and have claimed it (R-ALL-17): then it is somebody who is there already. */
async function unlessOwned(
  tx: Tx,
  desk: Desk,
  side: Side,
  answered: readonly Answered[],
): Promise<readonly Answered[]> {
  const made = answered.flatMap(({ outcome }) => (outcome.kind === 'done' && outcome.created ? [outcome.id] : []));
  if (side === 'crm' || made.length === 0) return answered;
  const { account } = desk.opened;
  const owned = new Set(await tx.ownedElsewhere(account, made));
  return answered.map(({ row, outcome }) =>
    outcome.kind === 'done' && owned.has(outcome.id)
      ? { row, outcome: { kind: 'exists', id: outcome.id } }
      : { row, outcome },
  );
}

/** A sibling that lands takes the refusal out of the inbox, and the last one calls the pair settled: who has more to come is planned again after it (R-ALL-15). */
async function lookAgainAfterSiblings(tx: Tx, others: readonly Answered[]): Promise<void> {
  const refused = others.flatMap(({ row, outcome }) => (outcome.kind === 'refused' ? [row.link] : []));
  if (refused.length === 0) return;
  const siblings = (await tx.unsentRows(refused)).filter(({ state }) => state === 'planned');
  await tx.again([...new Set(siblings.map(({ link }) => link))]);
}

/** Someone of the same batch has left the email that this one was refused. */
function isFree({ row, outcome }: Answered, left: Left): boolean {
  return outcome.kind === 'refused' && row.key !== null && left[row.side].includes(row.key);
}

async function settleOther(tx: Tx, { row, outcome }: Answered, link: Link, met: MetAt, run: number): Promise<void> {
  switch (outcome.kind) {
    case 'refused':
      await tx.saveRows([{ ...row, state: 'refused' }]);
      await tx.saveLinks([{ ...link, behind: true, refused: refusedToo(link.refused, row.planHash) }]);
      return tx.list([{ ...entry(link, 'refused', outcome.fields, outcome.code), vendorText: outcome.vendorText }]);
    case 'exists':
      await tx.saveRows([{ ...row, state: unsentState(row) }]);
      return settleExisting(tx, row, link, outcome.id, met);
    case 'stale':
    case 'locked':
      await tx.saveRows([{ ...row, state: unsentState(row) }]);
      // The id it would carry belongs to a deleted record. The side does not say which, so the tombstone stands under that id.
      if (outcome.kind === 'stale' && row.op === 'create') return laidToRest(tx, row, link, row.source ?? '');
      await tx.list([entry(link, outcome.kind === 'stale' ? 'changed' : 'locked', [], outcome.code)]);
      return outcome.kind === 'stale' ? tx.again([link.id, ...(await staying(tx, row))]) : undefined;
    case 'drifted':
    case 'missed':
      // What a run before this one planned is planned anew: its rows are sent no more.
      if (row.run === run) return tx.saveRows([takenBack(row)]);
      await tx.saveRows([{ ...row, state: unsentState(row) }]);
      return tx.again([link.id]);
    case 'lost':
    case 'done':
  }
}

/** Of a merge, the link of the record that was to stay: it may be what is gone, for good maybe, so that nothing but a look at itself tells. */
async function staying(tx: Tx, { op, source }: JournalRow): Promise<readonly number[]> {
  if (op !== 'merge' || source === null) return [];
  return (await tx.linksByRecord('platform', [source])).map(({ id }) => id);
}

/** What a create would have made was deleted there: it stays so (R-ALL-9). */
async function laidToRest(tx: Tx, row: JournalRow, link: Link, record: string): Promise<void> {
  await tx.saveLinks([{ ...link, rev: tx.tick, gone: { ...link.gone, [row.side]: true } }]);
  await tx.bury([{ side: row.side, record, key: row.key, partner: row.source, heir: null }]);
  return tx.list([entry(link, 'deleted')]);
}

/** Someone with this key is there already: a match, if it lives. What was deleted there is not made anew (R-ALL-9). */
async function settleExisting(
  tx: Tx,
  row: JournalRow,
  link: Link,
  id: string | null,
  { seq, records }: MetAt,
): Promise<void> {
  const record = records.find((one) => one.id === id || normaliseEmail(one.email) === row.key);
  if (record && isAlive(record)) {
    await tx.stage([asNews(record, seq)]);
    return tx.again([link.id]);
  }
  if (record) return laidToRest(tx, row, link, record.id);
  // It was there and is not found: it goes on the list and is tried again at the next run.
  return tx.list([entry(link, 'changed')]);
}

async function meet(desk: Desk, side: Side, answered: readonly Answered[]): Promise<MetAt> {
  const existing = answered.filter(({ outcome }) => outcome.kind === 'exists');
  if (existing.length === 0) return NOBODY_MET;
  const seq = await desk.deps.store.tick();
  const people = desk.opened.sides[side];
  const fields = mappedFields(desk.mapping, side);
  const ids = existing.flatMap(({ outcome }) => (outcome.kind === 'exists' ? (outcome.id ?? []) : []));
  const keys = existing.flatMap(({ row, outcome }) =>
    outcome.kind === 'exists' && outcome.id === null ? (row.key ?? []) : [],
  );
  const byId = ids.length > 0 ? await people.read(fields, ids) : [];
  const byKey = keys.length > 0 ? await people.findByEmail(fields, keys) : [];
  return { seq, records: [...byId, ...byKey] };
}
