import type { ListedError } from '../operations/errors.js';
import { amount } from './table.js';

/** The inbox for people: a heading with its advice for each cause, then its records. */
export function errorsText(entries: readonly ListedError[]): string {
  if (entries.length === 0) return 'the inbox is empty';
  const groups = new Map<string, ListedError[]>();
  for (const entry of entries) groups.set(entry.cause, [...(groups.get(entry.cause) ?? []), entry]);
  return [...groups.values()].map(groupText).join('\n\n');
}

function groupText(entries: readonly ListedError[]): string {
  const [first] = entries;
  if (first === undefined) return '';
  return [
    `${first.cause}: ${amount(entries.length)} ${first.category === 'waiting' ? 'waiting' : 'to be mended'}. ${first.advice}`,
    ...entries.map(line),
  ].join('\n');
}

function line({ entry, record, fields, code, answer, lastSeen, attempts }: ListedError): string {
  const ids = [record.salesforce, record.platform].filter((id) => id !== undefined).join(' = ');
  const said = [code, answer].filter((part) => part !== null).join(' ');
  return `  ${entry}  ${ids}${fields.length === 0 ? '' : `  ${fields.join(', ')}`}${said === '' ? '' : `  ${said}`}  (seen ${amount(attempts)} times, last ${lastSeen})`;
}
