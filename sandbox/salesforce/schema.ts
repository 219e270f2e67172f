import { field, values } from './fields.js';
import { CAMPAIGN, CAMPAIGN_MEMBER, CAMPAIGN_MEMBER_STATUS } from './objects/campaigns.js';
import { LEAD_STATUS, ORGANIZATION, PROFILE, RECORD_TYPE, USER } from './objects/org.js';
import { ACCOUNT, CONTACT, LEAD, PERSON_ACCOUNT_FIELDS } from './objects/people.js';
import { EVENT, OPPORTUNITY, OPPORTUNITY_CONTACT_ROLE, TASK } from './objects/sales.js';
import type { CustomField, FieldName, OrgSettings } from './settings.js';
import type { Field, FieldType, ObjectDef } from './shapes.js';

export const OBJECTS: readonly ObjectDef[] = [
  ACCOUNT,
  CAMPAIGN,
  CAMPAIGN_MEMBER,
  CAMPAIGN_MEMBER_STATUS,
  CONTACT,
  EVENT,
  LEAD,
  LEAD_STATUS,
  OPPORTUNITY,
  OPPORTUNITY_CONTACT_ROLE,
  ORGANIZATION,
  PROFILE,
  RECORD_TYPE,
  TASK,
  USER,
];

/** A child object as its parent sees it. */
export interface ChildRelation {
  readonly object: string;
  readonly field: Field;
  /** Of the relationship; null when children cannot be queried through the parent. */
  readonly name: string | null;
  readonly cascade: boolean;
}

/** An object with the org's settings applied. Names are looked up in any case. */
export interface ObjectView {
  readonly def: ObjectDef;
  readonly fields: readonly Field[];
  field(name: string): Field | null;
  /** Exists, but field-level security hides it. */
  hidden(name: string): boolean;
  /** The reference behind a relationship name. */
  parent(relationship: string): Field | null;
  readonly children: readonly ChildRelation[];
}

export interface Schema {
  readonly objects: readonly ObjectView[];
  object(name: string): ObjectView | null;
  /** By an id's first three characters. */
  owning(id: string): ObjectView | null;
}

export function buildSchema(settings: OrgSettings): Schema {
  const kept = OBJECTS.map((def) => ({
    def,
    all: allFields(def, settings),
    hidden: namesOf(def, settings.hiddenFields),
  }));
  const children = new Map<string, ChildRelation[]>();
  for (const { def, all, hidden } of kept) {
    for (const one of all) {
      if (one.type !== 'reference' || hidden.has(one.name.toLowerCase())) continue;
      for (const parent of one.referenceTo) {
        const list = children.get(parent) ?? [];
        list.push({
          object: def.name,
          field: one,
          name: one.children?.name ?? null,
          cascade: one.children?.cascade ?? false,
        });
        children.set(parent, list);
      }
    }
  }
  const objects = kept.map(({ def, all, hidden }) => viewOf(def, all, hidden, children.get(def.name) ?? []));
  const byName = new Map(objects.map((one) => [one.def.name.toLowerCase(), one]));
  const byPrefix = new Map(objects.map((one) => [one.def.keyPrefix, one]));
  return {
    objects,
    object: (name) => byName.get(name.toLowerCase()) ?? null,
    owning: (id) => byPrefix.get(id.slice(0, 3)) ?? null,
  };
}

function viewOf(
  def: ObjectDef,
  all: readonly Field[],
  hidden: ReadonlySet<string>,
  children: readonly ChildRelation[],
): ObjectView {
  const fields = all.filter((one) => !hidden.has(one.name.toLowerCase()));
  const byName = new Map(fields.map((one) => [one.name.toLowerCase(), one]));
  const byRelationship = new Map(
    fields.flatMap((one) =>
      one.relationshipName === null ? [] : [[one.relationshipName.toLowerCase(), one] as const],
    ),
  );
  return {
    def,
    fields,
    field: (name) => byName.get(name.toLowerCase()) ?? null,
    hidden: (name) => hidden.has(name.toLowerCase()),
    parent: (relationship) => byRelationship.get(relationship.toLowerCase()) ?? null,
    children,
  };
}

function allFields(def: ObjectDef, settings: OrgSettings): readonly Field[] {
  const removed = namesOf(def, settings.removedFields);
  const required = namesOf(def, settings.requiredFields);
  const custom = settings.customFields.filter((one) => same(one.object, def.name)).map(customField);
  const persons = settings.personAccounts ? (PERSON_ACCOUNT_FIELDS[def.name] ?? []) : [];
  return [...def.fields, ...persons, ...custom]
    .filter((one) => !removed.has(one.name.toLowerCase()))
    .map((one) => withPicklist(def, one, settings))
    .map((one) => (required.has(one.name.toLowerCase()) ? { ...one, nillable: false } : one));
}

function withPicklist(def: ObjectDef, one: Field, settings: OrgSettings): Field {
  if (def.name === 'Lead' && one.name === 'Status') {
    const picklist = settings.leadStatuses.map((status) => ({
      value: status.label,
      label: status.label,
      active: true,
      isDefault: status.default,
    }));
    return { ...one, picklist, initial: picklist.find((value) => value.isDefault)?.value ?? null };
  }
  const changed = settings.picklists.find((list) => same(list.object, def.name) && same(list.field, one.name));
  if (changed === undefined) return one;
  return { ...one, picklist: values(...changed.values), restricted: changed.restricted };
}

const TYPES: readonly FieldType[] = [
  'string',
  'boolean',
  'int',
  'double',
  'currency',
  'percent',
  'date',
  'datetime',
  'email',
  'phone',
  'url',
  'textarea',
  'picklist',
  'multipicklist',
  'reference',
];
/** Names used in Setup, for those who know no others. */
const SETUP_TYPES: Readonly<Record<string, FieldType>> = {
  text: 'string',
  checkbox: 'boolean',
  number: 'double',
  longtextarea: 'textarea',
  lookup: 'reference',
};
const FIXED_LENGTH: Readonly<Partial<Record<FieldType, number>>> = { email: 80, phone: 40, url: 255, reference: 18 };

function customField(one: CustomField): Field {
  const type = SETUP_TYPES[one.type] ?? TYPES.find((known) => known === one.type) ?? 'string';
  const measured = !['boolean', 'int', 'double', 'currency', 'percent', 'date', 'datetime'].includes(type);
  return field(
    one.name,
    type,
    measured ? (FIXED_LENGTH[type] ?? one.length) : 0,
    {
      custom: true,
      externalId: one.externalId,
      unique: one.unique,
      required: one.required,
      restricted: one.restricted,
      ...(type === 'reference' ? { relationshipName: one.name.replace(/__c$/, '__r') } : {}),
    },
    { picklist: values(...one.values), referenceTo: one.referenceTo === null ? [] : [one.referenceTo] },
  );
}

const namesOf = (def: ObjectDef, names: readonly FieldName[]): ReadonlySet<string> =>
  new Set(names.filter((one) => same(one.object, def.name)).map((one) => one.field.toLowerCase()));

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
