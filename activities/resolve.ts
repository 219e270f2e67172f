import type { JournalRow } from '../src/domain/journal.js';
import { SyncError } from '../src/domain/faults.js';
import { SIDES } from '../src/domain/side.js';
import { callsOf } from './calls.js';
import type { RunRef } from './contract.js';
import type { Deps, Opened } from './deps.js';
import { takeLane } from './lane.js';
import { openFor } from './openFor.js';
import type { Desk } from './planning/desk.js';
import { askJobs, type Asked } from './writing/askJobs.js';
import { readBack } from './writing/readBack.js';

const ROWS_A_SLICE = 200;

/**
 * Finds out what became of writes whose answer is missing: of ended runs, and of this run's earlier attempts (protocol 4.5).
 * Returns how many of this run's rows are still undecided. Idempotent.
 */
export const resolve = (deps: Deps) =>
  async function resolve(at: RunRef): Promise<{ open: number }> {
    const lane = await takeLane(deps, at, 'resolve');
    const { mapping } = lane.run;
    if (!mapping)
      throw new SyncError('broken', `run ${at.run} of ${at.connection} was not described`, { system: 'tandem' });
    const pulse = deps.pulse();
    let opened: Opened | null = null;
    let calls = null;
    const asked: Asked = new Map();
    for (let after = 0; !pulse.stopping();) {
      const rows: readonly JournalRow[] = await deps.store.orphans(at.connection, at.run, ROWS_A_SLICE, after);
      if (rows.length === 0) break;
      opened ??= await openFor(deps, at, 'urgent');
      calls ??= callsOf(opened);
      const desk: Desk = { deps, opened, lane, run: lane.run, mapping };
      for (const side of SIDES) {
        const own = rows.filter((row) => row.side === side);
        await readBack(desk, side, await askJobs(desk, side, own, asked));
        pulse.beat({ object: side, done: after });
      }
      after = rows.at(-1)?.id ?? after;
      deps.log.info('resolve.slice', { connection: at.connection, run: at.run, rows: rows.length });
    }
    const spent = calls;
    if (spent) await lane.tx((tx) => tx.count({ calls: spent() }));
    return { open: await deps.store.openCount(at.connection, at.run) };
  };
