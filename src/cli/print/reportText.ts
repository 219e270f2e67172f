import type { BothSystems, Report } from './report.js';
import { amount, table } from './table.js';

const OUTCOMES: Readonly<Record<Report['outcome'], string>> = {
  inStep: 'both sides are in step',
  withErrors: 'done, with records in the inbox (see `tandem errors`)',
  held: 'done, with changes held for approval',
  stopped: 'stopped before its end',
};

/** A run's report for people. */
export function reportText(report: Report): string {
  const rows = [
    ['', 'Salesforce', 'platform'],
    both('read', report.read),
    both('created', report.created),
    both('updated', report.updated),
    ...(report.deleted.salesforce + report.deleted.platform > 0 ? [both('deleted', report.deleted)] : []),
    both('calls', report.calls),
  ];
  const lines = [
    `${report.connection}, run ${report.run}: ${OUTCOMES[report.outcome]}${report.reason === undefined ? '' : ` (${report.reason})`}${took(report)}`,
    table(rows),
    `linked ${amount(report.linked)}, unchanged ${amount(report.unchanged)}, history events ${amount(report.historyEvents)}`,
    ...counts('followed', { conversions: report.converted, merges: report.merged }),
    ...counts('skipped', report.skipped),
    ...counts('errors', report.errors),
    ...(report.held === null ? [] : [`held ${amount(report.held.n)} changes under ${report.held.hash}`]),
    ...(report.parked.length === 0 ? [] : [`parked fields: ${report.parked.join(', ')}`]),
  ];
  return lines.join('\n');
}

function both(word: string, { salesforce, platform }: BothSystems): readonly string[] {
  return [word, amount(salesforce), amount(platform)];
}

function counts(word: string, byCause: Readonly<Partial<Record<string, number>>>): readonly string[] {
  const entries = Object.entries(byCause).filter(([, n]) => n !== undefined && n > 0);
  return entries.length === 0
    ? []
    : [`${word}: ${entries.map(([cause, n]) => `${cause} ${amount(n ?? 0)}`).join(', ')}`];
}

function took({ startedAt, endedAt }: Report): string {
  return endedAt === null ? '' : `, ${((Date.parse(endedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s`;
}
