import type { Mapping } from '../src/domain/mapping.js';
import type { Side } from '../src/domain/side.js';

/** The fields of one side that a run reads: the mapped ones and no others. */
export function mappedFields(mapping: Mapping, side: Side): readonly string[] {
  return [...new Set(mapping.rules.map((rule) => (side === 'crm' ? rule.crm : rule.platform)))];
}
