import type { Progress } from '../src/domain/cycle.js';
import { SyncError } from '../src/domain/faults.js';
import type { Side } from '../src/domain/side.js';
import { callsOf } from './calls.js';
import type { RunRef } from './contract.js';
import type { Deps, Opened } from './deps.js';
import { takeLane } from './lane.js';
import type { Desk } from './planning/desk.js';
import { nextBatch } from './writing/nextBatch.js';
import { recheck } from './writing/recheck.js';
import { send } from './writing/send.js';

const ROWS_A_CALL = 2_000;
/** A call hands back before long, so that a pause or a drain need not wait for it. */
const LONGEST_MS = 20_000;

/**
 * Sends planned rows of one side, batch by batch: re-read, mark sent, send once, settle (protocol 4.6). Between batches it stops when asked to;
 * a batch that was marked is sent or taken back, never left. Idempotent: sent rows are never sent again, whoever calls.
 */
export const write = (deps: Deps) =>
  async function write(at: RunRef & { side: Side; only?: 'optOuts' }): Promise<Progress> {
    const { side } = at;
    const lane = await takeLane(deps, at, `write:${side}`);
    const { mapping, mode } = lane.run;
    if (!mapping)
      throw new SyncError('broken', `run ${at.run} of ${at.connection} was not described`, { system: 'tandem' });
    if (mode === 'plan') return { done: true, handled: 0 };
    const pulse = deps.pulse();
    const begun = pulse.now();
    let handled = 0;
    let desk: Desk | null = null;
    let size: number | null = null;
    let calls = null;
    let done = false;
    while (handled < ROWS_A_CALL && pulse.now() - begun < LONGEST_MS && !pulse.stopping()) {
      const rows = await nextBatch(lane, side, size, at.only);
      const [first] = rows;
      if (first === undefined) {
        done = true;
        break;
      }
      const opened: Opened = desk?.opened ?? (await deps.open(at.connection, at.version));
      desk ??= { deps, opened, lane, run: lane.run, mapping };
      calls ??= callsOf(opened);
      size = opened.sides[side].writeBatch[first.op];
      const marked = await recheck(desk, side, rows.slice(0, size));
      pulse.beat({ object: side, done: handled });
      const written = await send(desk, side, marked);
      handled += written;
      pulse.beat({ object: side, done: handled });
      deps.log.info('write.batch', { connection: at.connection, run: at.run, side, rows: marked.rows.length, written });
    }
    const spent = calls;
    if (spent) await lane.tx((tx) => tx.count({ calls: { [side]: spent()[side] } }));
    return { done, handled };
  };
