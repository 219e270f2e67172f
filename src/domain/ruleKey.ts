import type { FieldRule } from './mapping.js';

type Conversion = Pick<FieldRule, 'crm' | 'platform' | 'type' | 'values' | 'zone'>;

/**
 * Names everything that determines conversion, and nothing else: a changed key voids the field's baselines (protocol 3.2), so direction
 * and policy must not be in it. The order of a picklist map is, because the first of several Salesforce values is the one used on the way back.
 */
export function ruleKey(rule: Conversion): string {
  const dated = rule.type === 'date' || rule.type === 'datetime';
  const zone = dated && rule.zone !== undefined && rule.zone !== 'UTC' ? `@${rule.zone}` : '';
  const map = rule.values === undefined ? '' : `#${fold(JSON.stringify(Object.entries(rule.values)))}`;
  return `${rule.crm}=${rule.platform}:${rule.type}${zone}${map}`;
}

const FNV_PRIME = 0x100000001b3n;
const FNV_BASIS = 0xcbf29ce484222325n;

/** FNV-1a, 64 bits over UTF-16 units: node's hashes are out of reach here, and nobody attacks their own mapping. */
function fold(text: string): string {
  let hash = FNV_BASIS;
  for (let i = 0; i < text.length; i += 1) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * FNV_PRIME);
  return hash.toString(36);
}
