import { carried, type Memory } from './state.js';

/** Far under the 4 KB the Web UI shows well. */
const MOST_QUEUED = 10;

/** A connection at a glance, for the Web UI (Markdown). Ids, numbers and our own sentences. */
export function connectionDetails(memory: Memory): string {
  const { wanted } = memory;
  const { state, since, reason, running, lastRun, nextRunAt, inbox, held, holds, profile, version } = carried(memory);
  const lines = [
    `**${state}** since ${time(since)}${reason === null ? '' : `: ${reason}`}`,
    '',
    `- profile ${profile}, version ${version} of its file`,
    running
      ? `- run ${running.run} (${running.mode}) is under way`
      : `- last run ${lastRun === 0 ? 'none yet' : lastRun}`,
    `- next ${nextRunAt === null ? 'when asked' : time(nextRunAt)}`,
    `- inbox ${inbox}, held ${held}`,
    ...holds.slice(0, MOST_QUEUED).map((hash) => `- held under ${hash}: approve or reject`),
    ...wanted
      .slice(0, MOST_QUEUED)
      .map(
        ({ run, mode, full, records, waits }) =>
          `- queued: run ${run} (${mode}${full ? ', full' : ''}${records.length > 0 ? `, ${records.length} records` : ''})${waits ? `, not before ${time(waits.until)}` : ''}`,
      ),
  ];
  return lines.join('\n');
}

/** A run at a glance: its phases with what each handled so far. */
export function runDetails(
  phases: ReadonlyMap<string, number>,
  now: string,
  standing: 'goes on' | 'is held' | 'ended',
): string {
  return [
    `**${now}** (${standing})`,
    '',
    '| phase | handled |',
    '| --- | ---: |',
    ...[...phases].map(([phase, handled]) => `| ${phase} | ${handled} |`),
  ].join('\n');
}

function time(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ') + ' UTC';
}
