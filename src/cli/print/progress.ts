import type { RunReport } from '../../ports/office.js';
import { amount } from './table.js';

/** Where progress goes: standard error, or what a test looks at. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  show(run: number, report: RunReport | null): void;
  /** Leaves the screen as an ordinary line ends it. */
  end(): void;
}

const LINE_EVERY_MS = 5_000;
const BAR = 20;

/** Tells how a run gets on: one moving line on a terminal, elsewhere a line whenever something changed, at most every five seconds. */
export function progressOn(screen: Screen, now: () => number = Date.now): Progress {
  let last = '';
  let lastAt = -Infinity;
  let open = false;
  return {
    show(run, report) {
      const text = lineOf(run, report);
      if (screen.isTTY === true) {
        screen.write(`\r\u001b[2K${`${bar(now())} ${text}`.slice(0, (screen.columns ?? 80) - 1)}`);
        open = true;
      } else if (text !== last && now() - lastAt >= LINE_EVERY_MS) {
        screen.write(`${text}\n`);
        last = text;
        lastAt = now();
      }
    },
    end() {
      if (open) screen.write('\r\u001b[2K');
      open = false;
    },
  };
}

/** How much there is to do is not known before it is done: the bar walks, it does not fill. */
function bar(at: number): string {
  const place = Math.floor(at / 200) % BAR;
  return `[${' '.repeat(place)}=${' '.repeat(BAR - place - 1)}]`;
}

function lineOf(run: number, report: RunReport | null): string {
  if (report === null) return `run ${run}: queued`;
  const { counts, created, updated } = report;
  const written = created.crm + created.platform + updated.crm + updated.platform;
  return `run ${run}: read ${amount(counts.read.crm)} in Salesforce and ${amount(counts.read.platform)} on the platform, wrote ${amount(written)}`;
}
