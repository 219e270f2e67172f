import { EXIT, ExitError } from '../exit.js';
import { exitOf } from '../print/exitOf.js';
import { reportOf, type Report } from '../print/report.js';
import type { RunEnd } from './awaitRun.js';
import type { Desk } from './desk.js';
import { heldRows } from './heldRows.js';

/** The report of a run that was waited for; null when it was paused before it began. */
export async function reportOfEnd({ store }: Pick<Desk, 'store'>, id: string, end: RunEnd): Promise<Report | null> {
  return end.report === null ? null : reportOf(end.report, heldRows(await store.holds(id)));
}

/** Ends the command with the code of a run's outcome. */
export function exitWith(id: string, end: RunEnd, report: Report | null): void {
  if (end.kind === 'paused')
    throw new ExitError(EXIT.refused, `${id} was paused: run ${end.run} goes on after \`tandem resume ${id}\``);
  const code = report === null ? EXIT.done : exitOf(report);
  if (code === EXIT.done) return;
  const waits = report?.reason === 'quota';
  throw new ExitError(
    code,
    waits
      ? `${id} waits for API calls and goes on by itself: \`tandem status ${id}\` says what it waits for and until when`
      : '',
  );
}
