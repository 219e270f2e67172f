import type { Report, BothSystems } from '../print/report.js';

/** What a demo did, over all the runs it took. */
export interface Totals {
  readonly outcome: Report['outcome'];
  readonly read: BothSystems;
  readonly created: BothSystems;
  readonly updated: BothSystems;
  readonly linked: number;
}

const plus = (a: BothSystems, b: BothSystems): BothSystems => ({
  salesforce: a.salesforce + b.salesforce,
  platform: a.platform + b.platform,
});
const NONE: BothSystems = { salesforce: 0, platform: 0 };

/** Adds up reports, oldest first; the last one's outcome stands. */
export function totals(reports: readonly Report[]): Totals {
  const sum = (of: (report: Report) => BothSystems) => reports.map(of).reduce(plus, NONE);
  return {
    outcome: reports.at(-1)?.outcome ?? 'stopped',
    read: sum(({ read }) => read),
    created: sum(({ created }) => created),
    updated: sum(({ updated }) => updated),
    linked: reports.reduce((n, { linked }) => n + linked, 0),
  };
}

/** For people. A second demo of the same home finds nothing to write: it says so in as many words. */
export function totalsText({ outcome, read, created, updated, linked }: Totals): string {
  const written = created.salesforce + created.platform + updated.salesforce + updated.platform;
  const step = outcome === 'inStep' ? 'Both sides are in step.' : `Not in step yet: ${outcome}.`;
  return [
    `read      ${read.salesforce} in Salesforce, ${read.platform} in Mailchimp`,
    `linked    ${linked} people`,
    `created   ${created.salesforce} in Salesforce, ${created.platform} in Mailchimp`,
    `updated   ${updated.salesforce} in Salesforce, ${updated.platform} in Mailchimp`,
    written === 0 ? `${step} Nothing had to be written.` : step,
  ].join('\n');
}
