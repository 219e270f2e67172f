import { SIDES } from '../src/domain/side.js';
import { OVERLAP_MS } from '../src/domain/window.js';
import type { People } from '../src/ports/people.js';
import type { RunReport } from '../src/ports/office.js';
import type { Reading } from '../src/ports/stored.js';
import type { Activities } from './contract.js';
import type { Deps } from './deps.js';
import { dueAfter } from './dueAfter.js';
import { openFor } from './openFor.js';

/** Plan and record runs leave the cursors alone; behind more of them than this we look no further back and run. */
const RUNS_BACK = 20;

/**
 * Looks whether a run would find anything, with three counting calls a side at most: late comers in the zone the last window overlaps,
 * and whatever came after it. One count over both would miss a record that moved from the first into the second. What it may find is an opt-out: it looks for as
 * long as one could be written.
 */
export const probe = (deps: Deps): Activities['probe'] =>
  async function probe({ connection, version }) {
    const began = deps.now();
    const opened = await openFor(deps, { connection, version }, 'urgent');
    const last = await lastWindow(deps, connection);
    const loose = await deps.store.looseEnds(connection, 0, 1);
    const conversions = await deps.store.openConversions(connection);
    let changed =
      last === null || last.version !== version || last.reading === null || loose.length > 0 || conversions > 0;
    for (const side of SIDES) {
      if (changed || !last?.reading) break;
      changed = await moved(opened.sides[side], last.reading[side]);
    }
    const nextRunAt = dueAfter(opened.connection.schedule, deps.now(), deps.now());
    const state = await deps.store.state(connection);
    if (state) await deps.store.saveState(connection, { ...state, nextRunAt });
    if (!changed) await deps.store.foundInStep(connection, began);
    deps.log.info('connection.probed', { connection, changed });
    return { changed, nextRunAt, ...(changed ? {} : { inStepAt: began }) };
  };

async function moved(people: People, { until, tally }: Reading): Promise<boolean> {
  if (tally === null) return true;
  const since = until + 1;
  if ((await people.tally(since, Math.max(since, people.now()))) !== 0) return true;
  return (await people.tally(until - OVERLAP_MS, until)) !== tally;
}

/** The last run that moved the cursors; null: there was none, or it did not reach its end. */
async function lastWindow(deps: Deps, connection: string): Promise<RunReport | null> {
  const newest = await deps.store.lastRun(connection);
  for (let run = newest; run > Math.max(0, newest - RUNS_BACK); run -= 1) {
    const report = await deps.store.report(connection, run);
    if (report?.mode !== 'sync') continue;
    return report.outcome === null || report.outcome === 'stopped' ? null : report;
  }
  return null;
}
