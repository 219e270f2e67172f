import { SyncError } from '../src/domain/faults.js';
import type { RunRef } from './contract.js';
import type { Deps } from './deps.js';
import { takeLane } from './lane.js';
import { openFor } from './openFor.js';
import { openWindows } from './openWindows.js';

/**
 * Opens both windows again from where they ended: what happened while we wrote, our own echo included, is read once in the same run,
 * so that the next one finds nothing to read. Idempotent for a round.
 */
export const reopen = (deps: Deps) =>
  async function reopen(at: RunRef): Promise<void> {
    const lane = await takeLane(deps, at, 'reopen');
    const { reading, round, mode } = lane.run;
    if (!reading)
      throw new SyncError('broken', `run ${at.run} of ${at.connection} has no windows to reopen`, { system: 'tandem' });
    if (!reading.crm.done || !reading.platform.done) return;
    // Few calls, without which all that was written would have to be read again.
    const opened = await openFor(deps, at, 'urgent');
    const cursors = {
      crm: { at: reading.crm.until, zone: null },
      platform: { at: reading.platform.until, zone: null },
    };
    const now = {
      crm: Math.max(reading.crm.until, opened.crm.now()),
      platform: Math.max(reading.platform.until, opened.platform.now()),
    };
    const next = await openWindows({ deps, run: { mode, full: false }, sides: opened.sides, cursors, now });
    // Re-reads begin where they did until the new window was read: an attempt that comes late may find the run amid its writes.
    const keep = (side: 'crm' | 'platform') => ({ ...next[side], bound: reading[side].bound });
    await lane.tx((tx) => tx.saveRun({ reading: { crm: keep('crm'), platform: keep('platform') }, round: round + 1 }));
    deps.log.info('run.reopened', { connection: at.connection, run: at.run, round: round + 1 });
  };
