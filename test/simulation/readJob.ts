import type { Snapshot } from '../../src/domain/record.js';
import type { Page, ReadJob, Window } from '../../src/ports/people.js';
import type { World } from './world.js';

export const TO_BEGIN: ReadJob = { id: null, locator: null, seq: 0, polls: 0, failures: 0 };
const ROWS_A_PAGE = 3;
const MOST_FAILURES = 2;

/**
 * One step of a job that reads the rest of a window. It looks at any time between its beginning and its end, in no order, and is lost now and then.
 * @param look everyone of the rest, as they are now
 */
export function readJob(world: World, job: ReadJob, window: Window, look: () => readonly Snapshot[]): Page {
  const { rnd, jobs } = world;
  const nothing = { records: [], next: window.after };
  if (job.id === null) {
    const id = `job${jobs.size + 1}`;
    jobs.set(id, rnd.chance(0.5) ? shuffled(world, look()) : null);
    return { ...nothing, job: { ...job, id, seq: window.seq ?? 0 }, wait: 1_000 };
  }
  if (!jobs.has(job.id) || rnd.chance(world.faults)) {
    world.fire('job lost');
    const failures = job.failures + 1;
    return { ...nothing, ...(failures < MOST_FAILURES ? { job: { ...TO_BEGIN, failures } } : {}) };
  }
  if (job.locator === null && rnd.chance(0.4))
    return { ...nothing, job: { ...job, polls: job.polls + 1 }, wait: 2_000 };
  const rows = jobs.get(job.id) ?? shuffled(world, look());
  jobs.set(job.id, rows);
  const from = Number(job.locator ?? 0);
  const to = from + ROWS_A_PAGE;
  const records = rows.slice(from, to);
  return to < rows.length
    ? { records, next: window.after, job: { ...job, locator: String(to) } }
    : { records, next: null };
}

function shuffled({ rnd }: World, rows: readonly Snapshot[]): readonly Snapshot[] {
  return rows
    .map((row) => ({ row, lot: rnd.next() }))
    .toSorted((a, b) => a.lot - b.lot)
    .map(({ row }) => row);
}
