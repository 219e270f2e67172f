import type { Desk } from './desk.js';
import { lookUp, questionsOf } from './lookup.js';
import { planSlice } from './planSlice.js';

/** In memory at once, with all that is known of them: some 5 KB each. */
const ROWS_A_SLICE = 500;

/** Plans the next slice of staged people whose turn it is. Returns how many were taken. */
export async function planStaged(desk: Desk, turn: 'first' | 'new'): Promise<number> {
  const { items, questions } = await desk.lane.tx(async (tx) => {
    const next = await tx.nextStaged(turn, ROWS_A_SLICE);
    return { items: next, questions: await questionsOf(tx, desk, next) };
  });
  if (items.length === 0) return 0;
  const lookup = await lookUp(desk, questions);
  await desk.lane.tx((tx) => planSlice(tx, desk, items, lookup));
  return items.length;
}
