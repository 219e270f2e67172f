import { convert } from './convert.js';
import type { FieldChange } from './journal.js';
import type { Mapping } from './mapping.js';
import type { Refusal } from './reconcile.js';
import { other, type Side } from './side.js';
import { isBlank, type Fields } from './value.js';

export type Drafted =
  | { readonly kind: 'draft'; readonly changes: readonly FieldChange[] }
  /** Required fields without a value (R-ALL-16). */
  | { readonly kind: 'missing'; readonly fields: readonly string[] }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

/**
 * A new record of side `to` from the other side's fields: every mapped field that may be written there and has a value.
 * Never writes a one-way field against its direction (R-ALL-3).
 */
export function draft(mapping: Mapping, to: Side, fields: Fields): Drafted {
  const from = other(to);
  const changes: FieldChange[] = [];
  const refusals: Refusal[] = [];
  for (const rule of mapping.rules) {
    if (rule.direction === (to === 'crm' ? 'toPlatform' : 'toSalesforce')) continue;
    const value = fields[from === 'crm' ? rule.crm : rule.platform];
    if (value === undefined || isBlank(value)) continue;
    const field = to === 'crm' ? rule.crm : rule.platform;
    const converted = convert(rule, to, value);
    if ('refused' in converted) refusals.push({ rule: rule.key, side: to, field, why: converted.refused });
    else if (!isBlank(converted.value))
      changes.push({ rule: rule.key, field, old: null, next: converted.value, from: value });
  }
  const missing = mapping.required[to].filter((field) => !changes.some((change) => change.field === field));
  if (refusals.length > 0) return { kind: 'refused', refusals };
  if (missing.length > 0) return { kind: 'missing', fields: missing };
  return { kind: 'draft', changes };
}
