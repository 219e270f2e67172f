import { SyncError } from '../../src/domain/faults.js';
import type { Side } from '../../src/domain/side.js';
import type { Desk } from '../planning/desk.js';
import type { Settled } from './settleOutcomes.js';

/**
 * How many rows were written; throws SyncError `drifted` where the side has lost a field of some. The run ends there and its cursors stay: whoever waits
 * for that field is met again once it is back (R-ALL-13).
 */
export function writtenBy(desk: Desk, side: Side, { written, lost }: Settled): number {
  if (lost.length === 0) return written;
  const { system } = desk.opened.sides[side];
  throw new SyncError('drifted', `${system} does not take ${lost.join(', ')} any more`, { system });
}
