import type { Plan } from '../operations/plan.js';
import type { PlannedChange } from './plannedChange.js';
import { amount } from './table.js';

const SHOWN = 50;

/** A plan for people: how much of what, then the first changes one by one. */
export function planText({ hash, changes }: Plan, file: string | null): string {
  if (changes.length === 0) return `nothing to write: both sides are in step (plan ${hash})`;
  const kinds = new Map<string, number>();
  for (const { op, entity, system } of changes)
    kinds.set(`${op} ${entity} in ${system}`, (kinds.get(`${op} ${entity} in ${system}`) ?? 0) + 1);
  return [
    `plan ${hash}: ${amount(changes.length)} writes${file === null ? '' : `, written to ${file}`}`,
    ...[...kinds].map(([kind, n]) => `  ${amount(n)} × ${kind}`),
    ...(file === null ? changes.slice(0, SHOWN).map(changeLine) : []),
    ...(file === null && changes.length > SHOWN
      ? [`… and ${amount(changes.length - SHOWN)} more: write them to a file with -o`]
      : []),
  ].join('\n');
}

function changeLine({ op, system, entity, id, key, fields }: PlannedChange): string {
  const values = Object.entries(fields).map(
    ([name, [old, next]]) => `${name}: ${JSON.stringify(old)} → ${JSON.stringify(next)}`,
  );
  return `${op} ${system} ${entity} ${id ?? key ?? ''}\n    ${values.join('\n    ')}`;
}
