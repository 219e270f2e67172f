import { normaliseEmail } from '../../src/domain/email.js';
import type { FieldChange } from '../../src/domain/journal.js';
import type { FieldRule, Mapping } from '../../src/domain/mapping.js';

/** The rule of the standard email (R-SY-3). */
export function emailRule(mapping: Mapping): FieldRule | null {
  return mapping.rules.find((rule) => rule.type === 'email' && rule.crm.toLowerCase() === 'email') ?? null;
}

/** The normalised email the target carries once these changes have landed; null when they leave its standard email alone. */
export function keyOf(mapping: Mapping, changes: readonly FieldChange[]): string | null {
  const email = emailRule(mapping);
  const change = changes.find((one) => one.rule === email?.key);
  return change === undefined ? null : normaliseEmail(change.next === null ? null : String(change.next));
}
