import type { Conversion } from '../../domain/conversion.js';

/** What became of a lead's conversion, for people. */
export function convertedText({ lead, state, became, code }: Conversion): string {
  switch (state) {
    case 'done':
      return `${lead} is converted, into ${became ?? 'a contact'}`;
    case 'refused':
      return `${lead} was not converted: Salesforce refuses it (${code ?? 'no reason given'})`;
    case 'asked':
      return `${lead} is not converted yet${code === null ? '' : ` (${code})`}: the next run does it`;
    case 'sent':
    case 'unknown':
      return `${lead}: Salesforce has not answered; the next run reads back whether it is converted`;
  }
}
