import type { Desk } from './desk.js';
import { lookUp } from './lookup.js';
import { planSlice } from './planSlice.js';

/** In memory at once, with all that is known of them: some 5 KB each. */
const ROWS_A_SLICE = 1_000;

/** Plans the next slice of staged people whose turn it is. Returns how many were taken. */
export async function planStaged(desk: Desk, turn: 'first' | 'new'): Promise<number> {
  const items = await desk.lane.tx((tx) => tx.nextStaged(turn, ROWS_A_SLICE));
  if (items.length === 0) return 0;
  const lookup = await lookUp(desk, items);
  await desk.lane.tx((tx) => planSlice(tx, desk, items, lookup));
  return items.length;
}
