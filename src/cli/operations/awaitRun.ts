import { SyncError } from '../../domain/faults.js';
import type { RunReport } from '../../ports/office.js';
import type { Carried } from '../../../workflows/messages.js';
import type { Desk } from './desk.js';

/** How a run that was waited for stands when the waiting is over. */
export type RunEnd =
  | { readonly kind: 'ended'; readonly report: RunReport }
  /** The connection was paused meanwhile; the run goes on once it is resumed. */
  | { readonly kind: 'paused'; readonly run: number; readonly report: RunReport | null };

/** Called at every look, for people who wait. */
export type Watch = (run: number, report: RunReport | null) => void;

const FIRST_LOOK_MS = 150;
const LOOK_EVERY_MS = 1_000;
/** A look counts what the run has written: it must not become a noticeable part of the work it looks at. */
const PAUSE_PER_LOOK = 20;
const LONGEST_PAUSE_MS = 5_000;
/** Silence of all workers that is no restart any more. */
const SILENT_MS = 90_000;
/** States in which a queued run does not begin until someone acts or time passes. */
const STANDING: readonly Carried['state'][] = ['needsAuth', 'blocked', 'waiting'];

/**
 * Waits for the end of a run, however long it takes. The report comes from the store; the workflow is asked only whether it still can go on:
 * SyncError `unreachable` when the connection stands still or no worker lives (the run stays queued), `stale` when it was removed.
 */
export async function awaitRun(
  { store, engine, now, sleep }: Desk,
  at: { id: string; run: number; evenPaused: boolean },
  watch: Watch,
): Promise<RunEnd> {
  const { id, run } = at;
  let heard = now();
  let standing = 0;
  let lost = 0;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LOOK_EVERY_MS)) {
    const begun = now();
    const report = await store.report(id, run);
    const spent = now() - begun;
    watch(run, report);
    if (report !== null && report.endedAt !== null) return { kind: 'ended', report };
    const status = await engine.status(id);
    if (status === null) await silent(store, id, run, now() - heard);
    else {
      heard = now();
      const under = status.running?.run === run;
      // Held in the middle of a run, it begins no other, not even one asked for in spite of the pause.
      if (status.state === 'paused' && (status.running !== null || !at.evenPaused))
        return { kind: 'paused', run, report };
      // Some looks in succession: between a run's end and its report the state may be ahead for a moment.
      standing = STANDING.includes(status.state) && status.running === null ? standing + 1 : 0;
      if (standing > 1) throw await standsStill(store, id, run, status);
      lost = !under && status.lastRun >= run && !status.wanted.some((queued) => queued.run === run) ? lost + 1 : 0;
      if (lost > 3) throw lostReport(id, run);
    }
    await sleep(Math.max(pause, Math.min(spent * PAUSE_PER_LOOK, LONGEST_PAUSE_MS)));
  }
}

async function silent(store: Desk['store'], id: string, run: number, ms: number): Promise<void> {
  if ((await store.connection(id)) === null)
    throw new SyncError('stale', `connection ${id} was removed before run ${run} ended`, { system: 'tandem' });
  if (ms > SILENT_MS)
    throw new SyncError(
      'unreachable',
      `no worker answers: run \`tandem up\` or \`tandem worker\`; run ${run} goes on then`,
      { system: 'temporal' },
    );
}

function lostReport(id: string, run: number): SyncError {
  return new SyncError(
    'unreachable',
    `run ${run} ended and could not store its report: see connection/${id}/run/${run} in the Temporal Web UI, and look at the database`,
    { system: 'postgres' },
  );
}

async function standsStill(store: Desk['store'], id: string, run: number, status: Carried): Promise<SyncError> {
  const why = status.reason ?? (await store.state(id))?.reason;
  return new SyncError(
    status.state === 'needsAuth' ? 'unauthorized' : 'unreachable',
    `connection ${id} is ${status.state}${why ? `: ${why}` : ''}; run ${run} begins once that is mended`,
    { system: 'tandem' },
  );
}
