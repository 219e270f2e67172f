import type { Office } from '../../ports/store.js';
import type { Held } from '../print/report.js';

/** What stands under the newest hash that waits for an answer, whichever run held it; null: nothing is held. */
export async function heldRows(store: Pick<Office, 'holds'>, id: string): Promise<Held | null> {
  const [newest] = await store.holds(id);
  return newest === undefined ? null : { n: newest.n, hash: newest.hash };
}
