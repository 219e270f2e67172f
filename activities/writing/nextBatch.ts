import { unsentState } from '../../src/domain/guard.js';
import type { JournalRow } from '../../src/domain/journal.js';
import type { Side } from '../../src/domain/side.js';
import type { WriteJobs } from '../../src/ports/writeJobs.js';
import { entry } from '../../src/domain/inbox.js';
import type { Tx } from '../../src/ports/tx.js';
import type { Lane } from '../lane.js';
import { changeOf, draftOf } from './outgoing.js';

/** A row taken up so often without being sent is listed as `contended`. */
const MOST_TRIES = 3;
/** As large as any side's batch: cut to the side's own once it is open. */
const LARGEST_BATCH = 500;
/** A job and a few batches: more of one side never wait for an answer at once. */
const MOST_SENT = 20_000;

/** Rows of a job that an earlier attempt of this lane left behind, one job's. */
export async function leftBehind(tx: Tx, { run }: Lane, side: Side): Promise<readonly JournalRow[]> {
  const sent = await tx.rowsOfRun(run.run, side, 'sent', MOST_SENT);
  const job = sent.find((row) => row.job !== null)?.job;
  return job === undefined ? [] : sent.filter((row) => row.job === job);
}

/** A job's worth of what `batch` begins with, of the same object: rows that were taken up before go by calls. */
export async function nextJob(
  lane: Lane,
  side: Side,
  [first]: readonly JournalRow[],
  jobs: WriteJobs,
): Promise<readonly JournalRow[]> {
  const op = first?.op;
  if (first === undefined || (op !== 'create' && op !== 'update')) return [];
  const rows = await lane.tx(async (tx) =>
    (await tx.plannedOf(lane.run.run, side, op, jobs.from)) < jobs.from
      ? []
      : tx.rowsOfRun(lane.run.run, side, 'planned', jobs.most),
  );
  const fit = oneEach(rows.filter((row) => row.op === op && row.object === first.object && row.tries === 0)).filter(
    (row) => jobs.takes(op, op === 'create' ? draftOf(row) : changeOf(row, null)),
  );
  return fit.length < jobs.from ? [] : fit;
}

/**
 * The next planned rows of one side and one op; `size`: what the last batch held, null before the first. Rows that were taken up too often are void and listed.
 * Before the first, a job's rows that were left behind come instead: they are sent already.
 */
export async function nextBatch(
  lane: Lane,
  side: Side,
  size: number | null,
  only: 'optOuts' | undefined,
): Promise<readonly JournalRow[]> {
  return lane.tx(async (tx) => {
    const left = size === null ? await leftBehind(tx, lane, side) : [];
    if (left.length > 0) return left;
    for (;;) {
      const rows = await tx.rowsOfRun(lane.run.run, side, 'planned', size ?? LARGEST_BATCH);
      const tired = rows.filter((row) => row.tries >= MOST_TRIES);
      if (tired.length > 0) {
        await tx.saveRows(tired.map((row) => ({ ...row, state: unsentState(row) })));
        const links = await tx.linksById(tired.map((row) => row.link));
        await tx.list(links.map((link) => entry(link, 'contended')));
        continue;
      }
      if (only === 'optOuts' && rows[0]?.op !== 'optOut') return [];
      if (rows[0]?.op === 'optIn' && (await isUnsettled(tx, lane))) return [];
      return oneEach(rows.filter((row) => row.op === rows[0]?.op));
    }
  });
}

/** Who is to be looked at again or merged may be the same person, and have left (R-ALL-8): consent can wait. */
async function isUnsettled(tx: Tx, { run }: Lane): Promise<boolean> {
  return (await tx.nextAgain(1)).length > 0 || (await tx.plannedOf(run.run, 'platform', 'merge', 1)) > 0;
}

/** A person's rows of one side follow each other: an open row of a link lets no other go out. */
function oneEach(rows: readonly JournalRow[]): readonly JournalRow[] {
  return [...new Map(rows.toReversed().map((row) => [row.link, row])).values()].toReversed();
}
