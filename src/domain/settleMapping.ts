import type { Connection, FieldMapping } from './connection.js';
import { digest } from './digest.js';
import type { FieldRule, FieldType, Mapping } from './mapping.js';
import { ruleKey } from './ruleKey.js';
import type { PerSide } from './side.js';

/** What settling needs of a schema: ports/people.ts `FieldInfo`, as data. */
export interface DescribedField {
  readonly name: string;
  readonly type: string;
  readonly length: number | null;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly required: boolean;
}

/** Salesforce's type words; any other is text. Source: object reference, primitive data types. */
const TYPES: Readonly<Record<string, FieldType>> = {
  double: 'number',
  int: 'number',
  currency: 'number',
  percent: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  picklist: 'text',
  phone: 'phone',
  email: 'email',
};

/**
 * The mapping a run works with: the profile's basic fields and the listed ones (a listed rule for one of its two fields replaces a basic one), types from
 * the org's schema where the file names none. A field one side does not know, or may not write as its direction needs, is parked (R-ALL-13), never nulled.
 */
export function settleMapping(
  connection: Connection,
  basics: readonly FieldMapping[],
  object: string,
  schemas: PerSide<readonly DescribedField[]>,
): Mapping {
  const listed = connection.fields[object] ?? [];
  const replaced = (basic: FieldMapping) =>
    listed.some((rule) => same(rule.salesforce, basic.salesforce) || same(rule.platform, basic.platform));
  const all = [...basics.filter((basic) => !replaced(basic)), ...listed];
  const known = { crm: byName(schemas.crm), platform: byName(schemas.platform) };
  const rules: FieldRule[] = [];
  const parked: string[] = [];
  for (const field of all) {
    const crm = known.crm.get(field.salesforce.toLowerCase());
    const platform = known.platform.get(field.platform.toLowerCase());
    const usable =
      crm &&
      platform &&
      (field.direction === 'toPlatform' || crm.updateable) &&
      (field.direction === 'toSalesforce' || platform.updateable);
    if (!crm || !platform || !usable) {
      // A basic field is optional on the platform: an audience without a phone tag has not lost it.
      if (!basics.includes(field) || platform) parked.push(field.salesforce);
      continue;
    }
    rules.push(complete(connection, field, crm, platform));
  }
  const required = {
    crm: schemas.crm.filter((field) => field.required).map((field) => field.name),
    platform: schemas.platform.filter((field) => field.required).map((field) => field.name),
  };
  return { version: digest(rules.map((rule) => rule.key).join('\n')), rules, parked, required };
}

function complete(
  connection: Connection,
  field: FieldMapping,
  crm: DescribedField,
  platform: DescribedField,
): FieldRule {
  const type = field.type ?? (field.values ? 'picklist' : (TYPES[crm.type] ?? 'text'));
  const conversion = {
    crm: crm.name,
    platform: platform.name,
    type,
    ...(field.values ? { values: field.values } : {}),
    ...(field.zone ? { zone: field.zone } : {}),
  };
  return {
    ...conversion,
    key: ruleKey(conversion),
    direction: field.direction,
    conflict: field.conflict ?? connection.conflict,
    blank: field.blank,
    crmLength: crm.length,
    platformLength: platform.length,
  };
}

const same = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();
const byName = (fields: readonly DescribedField[]) => new Map(fields.map((field) => [field.name.toLowerCase(), field]));
