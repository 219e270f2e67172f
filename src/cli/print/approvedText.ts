import type { LeftOut } from '../operations/approve.js';
import type { Report } from './report.js';
import { reportText } from './reportText.js';
import { amount } from './table.js';

const WHY: Readonly<Record<LeftOut['why'], string>> = {
  changed: 'changed since it was held, planned anew',
  refused: 'refused by the system, see `tandem errors`',
  open: 'no answer yet',
  held: 'still held',
};

/** What approval wrote and what not, for people. */
export function approvedText({
  written,
  leftOut,
  report,
}: {
  readonly written: number;
  readonly leftOut: readonly LeftOut[];
  readonly report: Report | null;
}): string {
  return [
    `wrote ${amount(written)} changes that were held, left out ${amount(leftOut.length)}`,
    ...leftOut.map(lineOf),
    ...(report === null ? [] : [reportText(report)]),
  ].join('\n');
}

function lineOf({ record, fields, why }: LeftOut): string {
  const ids = [record.salesforce, record.platform].filter((id) => id !== null).join(' = ');
  return `  ${ids}  ${fields.join(', ')}  ${WHY[why]}`;
}
