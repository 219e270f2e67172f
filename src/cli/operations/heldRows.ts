import type { Hold } from '../../ports/office.js';
import type { Held } from '../print/report.js';

/** What stands under the newest hash that waits for an answer, whichever run held it; null: nothing is held. */
export function heldRows([newest]: readonly Hold[]): Held | null {
  return newest === undefined ? null : { n: newest.n, hash: newest.hash };
}
