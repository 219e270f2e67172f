import type { CliContext } from './context.js';
import type { RunEnd, Watch } from './operations/awaitRun.js';
import type { Desk } from './operations/desk.js';
import { exitWith, reportOfEnd } from './operations/finishRun.js';
import { withDesk } from './operations/withDesk.js';
import { progressOn } from './print/progress.js';
import type { Report } from './print/report.js';

/** What a command says once its run is over. */
export interface Told {
  readonly json: unknown;
  readonly text: () => string;
}

/**
 * A command that has a run do something and waits for it: shows how it goes on, says what became of it, and ends with the code of the run's outcome.
 * @param before may end the command otherwise, once all is said
 * @param after for what that code does not say
 */
export function tellOfRun<Done extends { readonly end: RunEnd }>(
  context: CliContext,
  id: string,
  work: (desk: Desk, watch: Watch) => Promise<Done>,
  tell: (done: Done, report: Report | null) => Told,
  { before, after }: { readonly before?: (done: Done) => void; readonly after?: (done: Done) => void } = {},
): Promise<void> {
  return withDesk(context, async (desk) => {
    const progress = progressOn(process.stderr);
    const done = await work(desk, progress.show).finally(progress.end);
    const report = await reportOfEnd(desk, id, done.end);
    const { json, text } = tell(done, report);
    context.out(json, text);
    before?.(done);
    exitWith(id, done.end, report);
    after?.(done);
  });
}
