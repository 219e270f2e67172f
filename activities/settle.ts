import type { Settled } from '../src/domain/cycle.js';
import { SIDES } from '../src/domain/side.js';
import { OVERLAP_MS, type Zone } from '../src/domain/window.js';
import type { Reading, RunRow } from '../src/ports/stored.js';
import type { Tx } from '../src/ports/tx.js';
import { alertAll } from './alertAll.js';
import type { RunRef } from './contract.js';
import type { Deps } from './deps.js';
import { waiting } from './waiting.js';
import { takeLane } from './lane.js';
import { voidUnsent } from './writing/voidUnsent.js';

/**
 * Ends a run: rows left over are void and listed, each side's cursor moves to the end of its window, the outcome is stored (protocol 4.7).
 * Unknown and listed rows do not hold a cursor: they go by id. A plan run keeps its rows to be read and moves no cursor.
 */
export const settle = (deps: Deps) =>
  async function settle(at: RunRef & { historyEvents: number }): Promise<Settled> {
    const ended = await deps.store.report(at.connection, at.run);
    if (ended?.outcome) return summary(deps, at, ended.outcome);
    const lane = await takeLane(deps, at, 'settle');
    await voidUnsent(lane);
    if (lane.run.mode === 'sync') await lane.tx((tx) => moveCursors(tx, deps));
    // Whoever waits for a value is in step as far as can be: no reason for `withErrors` (contract, exit 4).
    const inbox = (await deps.store.inbox(at.connection, ['error', 'again'])).length;
    const { held } = await deps.store.tallies(at.connection);
    // Said again by every run: it is a person's turn.
    if (held > 0) deps.log.warn('settle.held', { connection: at.connection, run: at.run, rows: held });
    await alertAll(deps, lane, at, { held, inbox });
    const outcome = held > 0 ? 'held' : inbox > 0 ? 'withErrors' : 'inStep';
    await lane.tx((tx) => tx.saveRun({ endedAt: deps.now(), outcome, historyEvents: at.historyEvents }));
    deps.log.info('settle.done', { connection: at.connection, run: at.run, outcome });
    return summary(deps, at, outcome);
  };

async function moveCursors(tx: Tx, deps: Deps): Promise<void> {
  const { reading, mapping } = await tx.run();
  if (!reading || !mapping) return;
  for (const side of SIDES) {
    const own = reading[side];
    if (!own.done) continue;
    const cursor = await tx.cursor(side, mapping.version);
    await tx.saveCursor(side, mapping.version, deps.protocol.settledCursor(cursor?.at ?? null, own.until), zoneOf(own));
  }
}

function zoneOf({ until, tally }: Reading): Zone | null {
  return tally === null ? null : { since: until - OVERLAP_MS, until, tally };
}

async function summary(deps: Deps, at: RunRef, outcome: NonNullable<RunRow['outcome']>): Promise<Settled> {
  const [report, left] = await Promise.all([deps.store.report(at.connection, at.run), waiting(deps, at.connection)]);
  const writes = report
    ? SIDES.reduce((sum, side) => sum + report.created[side] + report.updated[side] + report.deleted[side], 0)
    : 0;
  return { outcome, writes, ...left };
}
