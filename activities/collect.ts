import type { Progress } from '../src/domain/cycle.js';
import { normaliseEmail } from '../src/domain/email.js';
import { SyncError } from '../src/domain/faults.js';
import { pairOf } from '../src/domain/landed.js';
import type { Link } from '../src/domain/link.js';
import type { FieldRule } from '../src/domain/mapping.js';
import { turnOf } from '../src/domain/optOut.js';
import type { Snapshot } from '../src/domain/record.js';
import { readingPurpose } from '../src/domain/purpose.js';
import type { Side } from '../src/domain/side.js';
import { OVERLAP_MS } from '../src/domain/window.js';
import type { Page } from '../src/ports/people.js';
import type { Reading, Staged } from '../src/ports/stored.js';
import type { Tx } from '../src/ports/tx.js';
import type { RunRef } from './contract.js';
import type { Deps } from './deps.js';
import { takeLane } from './lane.js';
import { isListing } from './listing.js';
import { mappedFields } from './mappedFields.js';
import { openFor, purposeIn } from './openFor.js';

/** Rows after which an activity hands back, so that the Web UI shows it move and a retry repeats little. */
const ROWS_A_CALL = 10_000;
/** A call that waits for a job hands back after so long, well before its timeout. */
const LONGEST_MS = 5 * 60_000;

/**
 * Reads changed records of one side into the run's stage, page by page; a page and the position after it are stored in one transaction.
 * Echoes are counted and left out. One page in memory at a time. A job that reads the rest is stored with the position: the next attempt takes it up.
 */
export const collect = (deps: Deps) =>
  async function collect(at: RunRef & { side: Side }): Promise<Progress> {
    const { side } = at;
    const lane = await takeLane(deps, at, `collect:${side}`);
    const { mapping, round } = lane.run;
    let reading = lane.run.reading?.[side];
    if (!reading || !mapping)
      throw new SyncError('broken', `run ${at.run} of ${at.connection} was not described`, { system: 'tandem' });
    if (reading.done) return { done: true, handled: 0 };
    const opened = await openFor(deps, at, readingPurpose(purposeIn(at, lane.run)));
    const people = opened.sides[side];
    const pulse = deps.pulse();
    const fields = mappedFields(mapping, side);
    const begun = pulse.now();
    let handled = 0;
    while (!reading.done && handled < ROWS_A_CALL && pulse.now() - begun < LONGEST_MS && !pulse.stopping()) {
      const object = people.objects[reading.object];
      if (object === undefined)
        throw new SyncError('broken', `run ${at.run} of ${at.connection} walks an object that is not there`, {
          system: 'tandem',
        });
      // Walked for the sake of conversions: only who has a link is of interest.
      const foreign = side === 'crm' && !opened.policy.objects.includes(object);
      const before = people.calls();
      const now = await deps.store.tick();
      const page: Page = await people.page(object, fields, {
        since: reading.since,
        until: reading.until,
        after: reading.after,
        limit: people.pageSize,
        seq: now,
        job: reading.job ?? null,
      });
      // What a job found may be as old as its beginning.
      const seq = reading.job?.id ? reading.job.seq : now;
      const read = advance(reading, page, people.objects.length);
      const next = read.done
        ? { ...read, bound: deps.protocol.advanced(read.bound, read.until, people.visibleWithin) }
        : read;
      await lane.tx(async (tx) => {
        if (isListing(opened, lane.run, side))
          await tx.sight(
            side,
            page.records.map(({ id }) => id),
          );
        const staged = await stageNews(tx, deps, mapping.rules, side, page.records, seq, foreign);
        const fresh = round === 1 ? page.records.length : 0;
        await tx.count({
          read: { [side]: fresh },
          unchanged: round === 1 ? page.records.length - staged : 0,
          calls: { [side]: people.calls() - before },
        });
        const run = await tx.run();
        if (run.reading) await tx.saveRun({ reading: { ...run.reading, [side]: next } });
      });
      reading = next;
      handled += page.records.length;
      pulse.beat({ object, done: handled });
      deps.log.info('collect.page', {
        connection: at.connection,
        run: at.run,
        side,
        object,
        rows: page.records.length,
        done: reading.done,
      });
      if (page.wait) await pulse.idle(page.wait, pulse.stopping);
    }
    return { done: reading.done, handled };
  };

function advance(reading: Reading, { records, next, job = null }: Page, objects: number): Reading {
  const inZone = records.filter((record) => record.stamp >= reading.until - OVERLAP_MS).length;
  const tally = reading.counting && reading.tally !== null ? reading.tally + inZone : reading.tally;
  if (next) return { ...reading, tally, after: next, job };
  const object = reading.object + 1;
  return { ...reading, tally, after: null, job: null, object, done: object >= objects };
}

/** Stages what is not an echo; returns how many. */
async function stageNews(
  tx: Tx,
  deps: Deps,
  rules: readonly FieldRule[],
  side: Side,
  records: readonly Snapshot[],
  seq: number,
  foreign: boolean,
): Promise<number> {
  const links = await tx.linksByRecord(
    side,
    records.map((record) => record.id),
  );
  const whole = links.flatMap((link) => {
    const pair = pairOf(link);
    return pair ? [{ link, pair }] : [];
  });
  const baselines = await tx.baselines(whole.map(({ pair }) => pair));
  const known = new Map(whole.map(({ link, pair }, i) => [pair[side], { link, baseline: baselines[i] ?? {} }]));
  const news: Staged[] = [];
  const echoes: Staged[] = [];
  for (const record of foreign ? linkedOf(records, links) : records) {
    const key = normaliseEmail(record.email);
    const before = known.get(record.id);
    if (
      before &&
      !deps.protocol.isStale(before.link.rev, seq) &&
      deps.protocol.isEcho(before.link, rules, before.baseline, record, key)
    )
      echoes.push({ record, key, seq, phase: 'image' });
    else news.push({ record, key, seq, phase: turnOf(record) });
  }
  await tx.stage(news);
  // Whoever was seen otherwise before in this run has gone back since.
  await tx.restage(echoes);
  return news.length;
}

/** Of an object that is not synced: whom a conversion led a link to, and who takes an opt-out along into another. */
function linkedOf(records: readonly Snapshot[], links: readonly Link[]): readonly Snapshot[] {
  const linked = new Set(links.map(({ ids }) => ids.crm));
  return records.filter(({ id, optedOut, mergedInto }) => linked.has(id) || (optedOut && mergedInto !== null));
}
