import { DefaultLogger, type LogEntry, type Logger as TemporalLogger } from '@temporalio/worker';
import type { Logger } from 'pino';

/** What of the SDK's details is ours to log: ids and names. Everything else may hold an error of a vendor or driver. */
const KEPT = ['workflowId', 'runId', 'workflowType', 'activityType', 'activityId', 'attempt', 'taskQueue'] as const;

/** Temporal's own words, from WARN on, as log lines: of an error only its kind and the place in the program, never its text. */
export function temporalLogger(log: Logger): TemporalLogger {
  return new DefaultLogger('WARN', ({ level, message, meta }: LogEntry) => {
    const details: Record<string, unknown> = (meta as Record<string, unknown> | undefined) ?? {};
    const ids = Object.fromEntries(KEPT.filter((key) => details[key] !== undefined).map((key) => [key, details[key]]));
    const line = { ...ids, ...place(details['error']) };
    if (level === 'ERROR') log.error(line, `temporal: ${message}`);
    else log.warn(line, `temporal: ${message}`);
  });
}

function place(error: unknown): { readonly error?: string; readonly at?: readonly string[] } {
  if (!(error instanceof Error)) return {};
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, at: frames.slice(0, 4).map((line) => line.trim()) };
}
