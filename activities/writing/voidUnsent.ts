import { SIDES } from '../../src/domain/side.js';
import { entry } from '../planning/book.js';
import type { Lane } from '../lane.js';

const ROWS_A_TIME = 1_000;

/** Voids every row of the run that was never sent: listed under a cause, or kept for the command under a lane's name. */
export async function voidUnsent(lane: Lane, then: { readonly list: 'contended' } | { readonly lane: 'plan' } | null): Promise<void> {
  for (const side of SIDES) {
    for (let more = true; more; ) {
      more = await lane.tx(async (tx) => {
        const rows = await tx.rowsOfRun(lane.run.run, side, ['planned'], ROWS_A_TIME);
        await tx.saveRows(rows.map((row) => ({ ...row, state: 'void' as const, lane: then && 'lane' in then ? then.lane : row.lane })));
        if (then && 'list' in then) {
          const links = await tx.linksById(rows.map((row) => row.link));
          await tx.list(links.map((link) => entry(link, then.list)));
        }
        return rows.length === ROWS_A_TIME;
      });
    }
  }
}
