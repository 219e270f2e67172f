import type { JournalRow } from './journal.js';
import type { Link } from './link.js';
import { isAlive, type Snapshot } from './record.js';

/** What is known of one row at the moment before it is marked sent. */
export interface FenceInput {
  readonly row: JournalRow;
  readonly link: Link | undefined;
  /** Open rows of the same link, other than this one. */
  readonly open: readonly JournalRow[];
  /** Newest image of the target; undefined when nothing was read of it. */
  readonly image: Snapshot | undefined;
  /** A create: the person's key is claimed by another open create, or was found on the target. */
  readonly keyTaken: boolean;
  /** A merge, a deletion or an opt-in: what it was planned for is no longer so; the record that was to stay is gone, the one that had gone is back, or the person has left again. */
  readonly fell?: boolean;
}

/**
 * `send`; or void: `replan` reads the link by id and plans it again in this run, `drop` leaves it.
 */
export type FenceVerdict = 'send' | 'replan' | 'drop';

/** Protocol 6.2: the last check, inside the transaction that marks rows sent. Only the fields to be written must be as planned. */
export function fence({ row, link, open, image, keyTaken, fell }: FenceInput): FenceVerdict {
  if (row.state !== 'planned') return 'drop';
  if (!link || link.dead || link.gone[row.side]) return 'drop';
  if (row.rev !== link.rev || open.length > 0) return 'replan';
  if (row.op === 'create') return link.ids[row.side] !== null || keyTaken ? 'replan' : 'send';
  if (link.ids[row.side] !== row.target || fell) return 'replan';
  // Opted out meanwhile: the next plan takes it over.
  if (image && row.op === 'optOut' && image.optedOut) return 'replan';
  if (image && (!isAlive(image) || row.changes.some((change) => differs(image, change.field, change.old))))
    return 'replan';
  return 'send';
}

function differs(image: Snapshot, field: string, old: unknown): boolean {
  const now = image.fields[field];
  return now !== undefined && now !== old;
}
