import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { until } from './until.js';

/** One line of the worker's log. */
export interface LogLine {
  readonly msg: string;
  readonly side?: string;
  readonly rows?: number;
  readonly done?: boolean;
  readonly run?: number;
}

/** Where the worker's log ends now. */
export async function logEnd(home: string): Promise<number> {
  return (await stat(path.join(home, 'worker.log'))).size;
}

/** The first line after `from` that fits, as soon as it is there. */
export function logLine(
  home: string,
  from: number,
  withinMs: number,
  fits: (line: LogLine) => boolean,
): Promise<LogLine> {
  return until('a line of the worker’s log', withinMs, async () => {
    const text = (await readFile(path.join(home, 'worker.log'))).subarray(from).toString('utf8');
    // The last piece may be half a line yet.
    const lines = text.split('\n').slice(0, -1);
    return (
      lines
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as LogLine)
        .find(fits) ?? null
    );
  });
}
