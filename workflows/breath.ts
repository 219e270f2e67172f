import { condition } from '@temporalio/workflow';

/** Whoever is let go by the first look may need to be let go once more. */
const LOOKS = 2;

/**
 * Lets every handler that can end do so before the main loop goes on. A message may come in one task with the end of an activity, or in the next, and a worker
 * that replays may cut the tasks in another way than the one that worked: so the order of an answer and of what the loop does about it must not come from that.
 */
export async function breath(): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    // Conditions are looked at once when they are set, and again after all else has gone as far as it can.
    let looked = false;
    await condition(() => looked || !(looked = true));
  }
}
