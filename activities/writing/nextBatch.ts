import { unsentState } from '../../src/domain/guard.js';
import type { JournalRow } from '../../src/domain/journal.js';
import type { Side } from '../../src/domain/side.js';
import { entry } from '../planning/book.js';
import type { Lane } from '../lane.js';

/** A row taken up so often without being sent is listed as `contended`. */
const MOST_TRIES = 3;
/** As large as any side's batch: cut to the side's own once it is open. */
const LARGEST_BATCH = 500;

/** The next planned rows of one side and one op; `size`: what the last batch held, null before the first. Rows that were taken up too often are void and listed. */
export async function nextBatch(
  lane: Lane,
  side: Side,
  size: number | null,
  only: 'optOuts' | undefined,
): Promise<readonly JournalRow[]> {
  return lane.tx(async (tx) => {
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
      return oneEach(rows.filter((row) => row.op === rows[0]?.op));
    }
  });
}

/** A person's rows of one side follow each other: an open row of a link lets no other go out. */
function oneEach(rows: readonly JournalRow[]): readonly JournalRow[] {
  return [...new Map(rows.toReversed().map((row) => [row.link, row])).values()].toReversed();
}
