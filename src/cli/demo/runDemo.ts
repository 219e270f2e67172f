import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseConnectionFile } from '../../connection/parse.js';
import { connectionWorkflowId } from '../../../workflows/messages.js';
import type { CliContext } from '../context.js';
import { EXIT, ExitError } from '../exit.js';
import { applyFile } from '../operations/apply.js';
import type { Desk } from '../operations/desk.js';
import { exitWith, reportOfEnd } from '../operations/finishRun.js';
import { syncConnection } from '../operations/sync.js';
import { withDesk } from '../operations/withDesk.js';
import { progressOn } from '../print/progress.js';
import { problemsText } from '../print/problemsText.js';
import { reportOf } from '../print/report.js';
import type { Everything } from '../up/everything.js';
import { SAMPLE_ID, writeSample } from './sampleFile.js';
import { seedOnce } from './seed.js';
import { totals, totalsText } from './totals.js';

/**
 * The sample from an empty sandbox to both sides in step: people, file, apply, sync, and what came of it on standard output.
 * In a home that has been through it, the same steps find nothing to do. Ends the command with the code of the run's outcome unless in step.
 */
export async function runDemo(context: CliContext, { services, sandbox }: Everything, people: number): Promise<void> {
  if (sandbox === null) throw new Error('the demo needs its sandbox');
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  const seeded = await seedOnce(sandbox, people);
  say(seeded ? `${people} made-up people are in the sandbox` : 'the sandbox holds the people of an earlier demo');
  const file = await writeSample(context.home, sandbox);
  const parsed = parseConnectionFile(await readFile(file, 'utf8'), file);
  if ('problems' in parsed) throw new Error(problemsText(parsed.problems));

  await withDesk(context, async (desk) => {
    const before = await desk.store.lastRun(SAMPLE_ID);
    const { state } = await applyFile(desk, parsed.connection, path.dirname(file));
    if (state === 'needsAuth' || state === 'blocked')
      throw new ExitError(EXIT.unreachable, `the sample connection is ${state}: see \`tandem status ${SAMPLE_ID}\``);
    const progress = progressOn(process.stderr);
    const end = await syncConnection(
      desk,
      SAMPLE_ID,
      { full: false, records: [], evenPaused: false },
      progress.show,
    ).finally(progress.end);
    const report = await reportOfEnd(desk, SAMPLE_ID, end);
    const sum = totals(await reportsBetween(desk, before, report?.run ?? before));
    const workflow = connectionWorkflowId(SAMPLE_ID);
    const page =
      services.ui === null
        ? null
        : `${services.ui}/namespaces/${services.temporal.namespace}/workflows/${encodeURIComponent(workflow)}`;
    context.out({ connection: SAMPLE_ID, file, workflow, ui: page, ...sum }, () =>
      [
        totalsText(sum),
        '',
        `connection file   ${file}`,
        `workflow          ${workflow}`,
        ...(page === null ? [] : [`Temporal Web UI   ${page}`]),
        `sandbox control   ${sandbox.control}`,
      ].join('\n'),
    );
    exitWith(SAMPLE_ID, end, report);
  });
}

/** The schedule may have begun a run before ours was asked for: both belong to what the demo did. */
async function reportsBetween({ store }: Desk, after: number, last: number) {
  const numbers = Array.from({ length: last - after }, (_, at) => after + 1 + at);
  const stored = await Promise.all(numbers.map((run) => store.report(SAMPLE_ID, run)));
  return stored.flatMap((report) => (report === null ? [] : [reportOf(report, null)]));
}
