import type { Connection, FieldMapping } from '../../domain/connection.js';
import type { PerSide } from '../../domain/side.js';
import type { FieldInfo, Schema } from '../../ports/people.js';
import type { Policy, Problem } from '../../profiles/profile.js';
import { missingField } from './missingField.js';

/**
 * What the mapping asks of both systems and they do not give: fields that are not there or not writable (a run would park them, R-ALL-13),
 * and required fields of new Salesforce records that nothing fills (such people would wait, R-ALL-16).
 */
export function schemaProblems(
  connection: Connection,
  basics: readonly FieldMapping[],
  policy: Policy,
  schemas: PerSide<Schema>,
): readonly Problem[] {
  const object = policy.createAs;
  const listed = connection.fields[object] ?? [];
  const known = { crm: byName(schemas.crm), platform: byName(schemas.platform) };
  return [
    ...listed.flatMap((rule, at) =>
      ruleProblems(rule, `fields.${object}[${at}]`, object, connection.platform.kind, known),
    ),
    ...externalIdProblems(connection, object, known.crm),
    ...(policy.creates.crm ? requiredProblems(object, [...basics, ...listed], schemas.crm, known.platform) : []),
  ];
}

type Known = ReadonlyMap<string, FieldInfo>;

function ruleProblems(
  rule: FieldMapping,
  path: string,
  object: string,
  kind: string,
  known: PerSide<Known>,
): readonly Problem[] {
  const crm = known.crm.get(rule.salesforce.toLowerCase());
  const platform = known.platform.get(rule.platform.toLowerCase());
  return [
    ...sideProblems(
      `${path}.salesforce`,
      `${object} in Salesforce`,
      rule.salesforce,
      crm,
      rule.direction !== 'toPlatform',
    ),
    ...sideProblems(`${path}.platform`, kind, rule.platform, platform, rule.direction !== 'toSalesforce'),
  ];
}

function sideProblems(
  path: string,
  place: string,
  name: string,
  field: FieldInfo | undefined,
  written: boolean,
): readonly Problem[] {
  if (field === undefined) return [missingField(path, place, name)];
  return written && !field.updateable
    ? [
        {
          path,
          reason: `${name} of ${place} may not be written with these credentials: give the right to edit it, or change the direction`,
        },
      ]
    : [];
}

function externalIdProblems({ salesforce }: Connection, object: string, crm: Known): readonly Problem[] {
  const { externalIdField } = salesforce;
  if (externalIdField === null || crm.has(externalIdField.toLowerCase())) return [];
  return [
    {
      path: 'salesforce.externalIdField',
      reason: `${object} in Salesforce has no field ${externalIdField} that these credentials may see`,
    },
  ];
}

function requiredProblems(
  object: string,
  rules: readonly FieldMapping[],
  crm: Schema,
  platform: Known,
): readonly Problem[] {
  const filled = new Set(
    rules
      .filter((rule) => rule.direction !== 'toPlatform' && platform.has(rule.platform.toLowerCase()))
      .map((rule) => rule.salesforce.toLowerCase()),
  );
  return crm.fields
    .filter((field) => field.required && !filled.has(field.name.toLowerCase()))
    .map((field) => ({
      path: `fields.${object}`,
      reason: `a new ${object} needs ${field.name}, and no rule fills it from a field the platform has: map it (R-ALL-16)`,
    }));
}

function byName(schema: Schema): Known {
  return new Map(schema.fields.map((field) => [field.name.toLowerCase(), field]));
}
