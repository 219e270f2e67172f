import { SyncError } from '../../src/domain/faults.js';
import type { Outcome } from '../../src/ports/people.js';
import type { JobBatch, WriteJobs } from '../../src/ports/writeJobs.js';
import type { World } from './world.js';

interface Row {
  readonly ref: number;
  land(): Outcome;
}

export interface WrittenJob {
  state: 'open' | 'runs' | 'ended';
  rows: readonly Row[];
  readonly outcomes: Map<number, Outcome>;
}

export interface JobAsk {
  readonly world: World;
  called<T>(answer: () => T): Promise<T>;
  gate(): Promise<void>;
  readonly landsWithin: number;
}

/** Rows a job takes in one go; others may come between two of them. */
const ROWS_AT_ONCE = 2;
const LONGEST_PAUSE_MS = 20_000;

/** Writing by jobs that live on whatever becomes of who began them: closed in time, late or never, cut short midway, forgotten before anyone has asked. */
export function writeJob(
  { world, called, gate, landsWithin }: JobAsk,
  rowsOf: (batch: JobBatch) => readonly Row[],
): WriteJobs {
  const { rnd, written } = world;

  const goOn = (job: WrittenJob): void => {
    if (job.state !== 'runs') return;
    const cut = rnd.chance(world.faults);
    if (cut) world.fire('job cut short');
    for (const row of cut ? [] : job.rows.slice(job.outcomes.size, job.outcomes.size + ROWS_AT_ONCE))
      job.outcomes.set(row.ref, row.land());
    if (cut || job.outcomes.size === job.rows.length) job.state = 'ended';
    else world.later(rnd.below(LONGEST_PAUSE_MS), () => goOn(job));
  };
  const closed = (id: string): void => {
    const job = written.get(id);
    if (job?.state !== 'open') return;
    job.state = 'runs';
    if (rnd.chance(0.5)) goOn(job);
    else world.later(rnd.below(LONGEST_PAUSE_MS), () => goOn(job));
  };

  return {
    from: 2,
    most: 5,
    takes: () => true,
    begin: () =>
      called(() => {
        if (rnd.chance(world.faults)) return null;
        const id = `written${written.size + 1}`;
        written.set(id, { state: 'open', rows: [], outcomes: new Map() });
        return id;
      }),
    upload: (id, batch) => {
      const rows = rowsOf(batch);
      return called(() => {
        const job = written.get(id);
        if (job) job.rows = rows;
      });
    },
    close: async (id) => {
      world.tally.attempts += 1;
      const lost = rnd.chance(world.faults * 2);
      const fate = lost ? rnd.next() : 0;
      if (fate < 0.4) closed(id);
      else if (fate < 0.75) world.later(1_000 + rnd.below(landsWithin - 2_000), () => closed(id));
      await gate();
      if (!lost) return;
      world.fire('lost answer');
      throw new SyncError('unknown', 'the crm did not answer', { system: 'crm' });
    },
    state: (id) =>
      called(() => {
        const job = written.get(id);
        if (job?.state === 'ended' && rnd.chance(world.faults)) {
          world.fire('job forgotten');
          written.delete(id);
        }
        return written.get(id)?.state ?? 'gone';
      }),
    abort: (id) =>
      called(() => {
        const job = written.get(id);
        if (job) job.state = 'ended';
      }),
    outcomes: (id) =>
      called(() => {
        const outcomes = new Map(written.get(id)?.outcomes);
        return ({ ref }) => outcomes.get(ref) ?? { kind: 'missed' };
      }),
  };
}
