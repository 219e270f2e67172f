import { isOpen, type JournalRow } from '../../src/domain/journal.js';
import type { Side } from '../../src/domain/side.js';
import type { JobOutcomes, JobState } from '../../src/ports/writeJobs.js';
import type { Desk } from '../planning/desk.js';
import { adopt } from './adopt.js';
import { asTheyStand } from './asTheyStand.js';
import { settleJob } from './byJob.js';
import { asUnknown } from './unsent.js';

/** What jobs said during one activity: a job has many rows, and they come slice by slice. */
export type Asked = Map<string, Exclude<JobState, 'ended'> | JobOutcomes>;

/**
 * Open rows that a job carries are judged by the job, not by their records: settled once it has ended, left open while it runs, and aborted where nobody
 * closed it, to be asked again later (law J4). Returns the rows that must be read back: those without a job, and those whose job is gone for good.
 */
export async function askJobs(
  desk: Desk,
  side: Side,
  rows: readonly JournalRow[],
  asked: Asked,
): Promise<readonly JournalRow[]> {
  const { jobs } = desk.opened.sides[side];
  const left: JournalRow[] = rows.filter(({ job }) => job === null || jobs === undefined);
  for (const job of new Set(rows.flatMap((row) => row.job ?? []))) {
    if (jobs === undefined) break;
    const carried = rows.filter((row) => row.job === job);
    const op = carried[0]?.op === 'create' ? 'create' : 'update';
    let said = asked.get(job);
    if (said === undefined) {
      const state = await jobs.state(job);
      if (state === 'open') await jobs.abort(job);
      said = state === 'ended' ? await jobs.outcomes(job, op) : state;
      asked.set(job, said);
    }
    if (said === 'gone') left.push(...carried);
    else if (typeof said === 'function') await settleJob(desk, side, await adopt(desk, carried), said);
    else await stayUnknown(desk, carried);
  }
  return left;
}

/** Other runs may ask too: what one of them has settled meanwhile is settled. */
function stayUnknown(desk: Desk, rows: readonly JournalRow[]): Promise<void> {
  return desk.lane.tx(async (tx) => asUnknown(tx, (await asTheyStand(tx, rows)).filter(isOpen)));
}
