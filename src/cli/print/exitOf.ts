import { EXIT, type ExitCode } from '../exit.js';
import type { Report } from './report.js';

/** What a run's outcome ends the command with. */
export function exitOf(report: Pick<Report, 'outcome' | 'reason'>): ExitCode {
  switch (report.outcome) {
    case 'inStep':
      return EXIT.done;
    case 'withErrors':
      return EXIT.inboxEntries;
    case 'held':
      return EXIT.held;
    case 'stopped':
      return report.reason === 'paused' ? EXIT.refused : EXIT.unreachable;
  }
}
