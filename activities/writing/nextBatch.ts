import type { JournalRow } from '../../src/domain/journal.js';
import type { Side } from '../../src/domain/side.js';
import { entry } from '../planning/book.js';
import type { Lane } from '../lane.js';

/** A row taken up so often without being sent is listed as `contended`. */
const MOST_TRIES = 3;
/** As large as any side's batch: cut to the side's own once it is open. */
const LARGEST_BATCH = 500;

/** The next planned rows of one side and one op; `size`: what the last batch held, null before the first. Rows that were taken up too often are void and listed. */
export async function nextBatch(lane: Lane, side: Side, size: number | null): Promise<readonly JournalRow[]> {
  return lane.tx(async (tx) => {
    for (;;) {
      const rows = await tx.rowsOfRun(lane.run.run, side, 'planned', size ?? LARGEST_BATCH);
      const tired = rows.filter((row) => row.tries >= MOST_TRIES);
      if (tired.length > 0) {
        await tx.saveRows(tired.map((row) => ({ ...row, state: 'void' as const })));
        const links = await tx.linksById(tired.map((row) => row.link));
        await tx.list(links.map((link) => entry(link, 'contended')));
        continue;
      }
      const batch = rows.filter((row) => row.op === rows[0]?.op);
      return batch;
    }
  });
}
