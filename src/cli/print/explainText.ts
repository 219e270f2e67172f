import { CAUSES } from '../../domain/inbox.js';
import type { Explained, ExplainedField } from '../operations/explain.js';
import { table } from './table.js';

/** What is known of one person, for people. */
export function explainText({ link, fields, tombstone, optedOut, held, entries }: Explained): string {
  const lines = [
    link === null
      ? 'no link: never synced'
      : `${link.salesforce ?? 'nobody in Salesforce'} = ${link.platform ?? 'nobody on the platform'}, ${link.state}`,
  ];
  if (tombstone)
    lines.push(
      `deleted ${tombstone.system === 'salesforce' ? 'in Salesforce' : 'on the platform'} (${tombstone.record}): not created there again`,
    );
  if (optedOut) lines.push('opted out');
  if (fields.length > 0)
    lines.push(
      table([
        ['FIELD', 'SALESFORCE', 'PLATFORM', 'IN STEP AS', 'DIRECTION', 'WINNER', 'RULE', 'RUN'],
        ...fields.map(row),
      ]),
    );
  for (const { hash, system, fields: named } of held)
    lines.push(`held under ${hash}: ${named.join(', ')} in ${system}`);
  for (const { entry, cause, fields: named } of entries)
    lines.push(
      `inbox ${entry}: ${cause}${named.length === 0 ? '' : ` (${named.join(', ')})`}. ${CAUSES[cause].advice}`,
    );
  return lines.join('\n');
}

function row(field: ExplainedField): readonly string[] {
  const { baseline } = field;
  const pair =
    baseline === null ? '-' : `${JSON.stringify(baseline.salesforce)} = ${JSON.stringify(baseline.platform)}`;
  return [
    field.field,
    JSON.stringify(field.salesforce),
    JSON.stringify(field.platform),
    pair,
    field.direction,
    field.winner ?? '-',
    field.rule ?? '-',
    field.run === null ? '-' : String(field.run),
  ];
}
