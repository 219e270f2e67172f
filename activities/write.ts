import type { Progress } from '../src/domain/cycle.js';
import { SyncError } from '../src/domain/faults.js';
import type { Op } from '../src/domain/journal.js';
import type { Purpose } from '../src/domain/purpose.js';
import type { PerSide, Side } from '../src/domain/side.js';
import { callsOf } from './calls.js';
import type { RunRef } from './contract.js';
import type { Deps, Opened } from './deps.js';
import { takeLane, type Lane } from './lane.js';
import { purposeIn, spendingOn } from './openFor.js';
import type { Desk } from './planning/desk.js';
import { convertAsked, MOST_ORDERS } from './writing/convertAsked.js';
import { sendByJob, takeUpJob } from './writing/byJob.js';
import { nextBatch, nextJob } from './writing/nextBatch.js';
import { recheck } from './writing/recheck.js';
import { send } from './writing/send.js';

/** An activity of its own costs its worker about as much as a hundred rows do. */
const ROWS_A_CALL = 10_000;
/** A call hands back before long, so that what else is to be done need not wait for it. */
const LONGEST_MS = 20_000;

/**
 * Sends planned rows of one side, batch by batch: re-read, mark sent, send once, settle (protocol 4.6). Between batches it stops when asked to;
 * a batch that was marked is sent or taken back, never left. Idempotent: sent rows are never sent again, whoever calls. Leads that are to be converted go
 * after the last row of the CRM: what they carry goes along.
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
    const both = oncePerCall(() => deps.open(at.connection, at.version));
    let handled = 0;
    let size: number | null = null;
    let done = false;
    let byCalls: Op | null = null;
    const note = (rows: number, written: number) => {
      handled += written;
      pulse.beat({ object: side, done: handled });
      deps.log.info('write.batch', { connection: at.connection, run: at.run, side, rows, written });
    };
    const opening = async (purpose: Purpose): Promise<Desk> => {
      const opened = spendingOn(await both.open(), purpose);
      return { deps, opened, lane, run: lane.run, mapping };
    };
    const own = purposeIn(at, lane.run);

    while (handled < ROWS_A_CALL && pulse.now() - begun < LONGEST_MS && !pulse.stopping()) {
      const rows = await nextBatch(lane, side, size, at.only);
      const [first] = rows;
      if (first === undefined) {
        const orders = side === 'crm' && at.only === undefined ? await leadsToConvert(deps, lane) : [];
        const converted = orders.length === 0 ? 0 : await convertAsked(await opening(own), orders);
        if (orders.length > 0) note(orders.length, converted);
        if (converted > 0) continue;
        done = true;
        break;
      }
      // Opt-outs go out while there is any call left, and what was sent comes to its end (R-ALL-8).
      const desk = await opening(first.op === 'optOut' || first.state === 'sent' ? 'urgent' : own);
      const { jobs, writeBatch } = desk.opened.sides[side];
      if (first.state === 'sent') {
        note(rows.length, await takeUpJob(desk, side, rows));
        break;
      }
      const job = jobs && byCalls !== first.op ? await nextJob(lane, side, rows, jobs) : [];
      const written = jobs && job.length > 0 ? await sendByJob(desk, side, jobs, job) : null;
      if (written !== null) {
        note(job.length, written);
        // If it still runs, the next call takes it up.
        break;
      }
      // The rest goes by calls: fewer rows than a job is worth, or no job to be had.
      byCalls = first.op;
      size = writeBatch[first.op];
      const marked = await recheck(desk, side, rows.slice(0, size));
      pulse.beat({ object: side, done: handled });
      note(marked.rows.length, await send(desk, side, marked));
    }
    const calls = both.calls();
    if (calls) await lane.tx((tx) => tx.count({ calls: { [side]: calls[side] } }));
    return { done, handled };
  };

async function leadsToConvert(deps: Deps, lane: Lane) {
  if ((await deps.store.openConversions(lane.lease.connection)) === 0) return [];
  return lane.tx((tx) => tx.openConversions(MOST_ORDERS));
}

/** The connection, opened when the first row is to go out; and the calls it has made since. */
function oncePerCall(open: () => Promise<Opened>): {
  open(): Promise<Opened>;
  calls(): PerSide<number> | null;
} {
  let opened: Opened | null = null;
  let calls: (() => PerSide<number>) | null = null;
  return {
    open: async () => {
      opened ??= await open();
      calls ??= callsOf(opened);
      return opened;
    },
    calls: () => calls?.() ?? null,
  };
}
