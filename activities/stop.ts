import type { Settled } from '../src/domain/cycle.js';
import type { RunRef } from './contract.js';
import type { Deps } from './deps.js';
import { waiting } from './waiting.js';
import { takeLane } from './lane.js';
import { voidUnsent } from './writing/voidUnsent.js';

/**
 * Ends a run that cannot go on: unsent rows void, cursors where they were, outcome `stopped` with its reason. The next run reads the same window again;
 * open rows are its loose ends. Idempotent.
 */
export const stop = (deps: Deps) =>
  async function stop(at: RunRef & { reason: string; historyEvents: number }): Promise<Settled> {
    const ended = await deps.store.report(at.connection, at.run);
    if (ended && !ended.outcome) {
      const lane = await takeLane(deps, at, 'stop');
      await voidUnsent(lane);
      await lane.tx((tx) =>
        tx.saveRun({ endedAt: deps.now(), outcome: 'stopped', reason: at.reason, historyEvents: at.historyEvents }),
      );
      deps.log.warn('run.stopped', { connection: at.connection, run: at.run, reason: at.reason });
    }
    return { outcome: 'stopped', writes: 0, ...(await waiting(deps, at.connection)) };
  };
