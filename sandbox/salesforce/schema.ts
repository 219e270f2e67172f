import { customField } from './customField.js';
import { customObjectDef } from './objects/customObject.js';
import { ENTITY_DEFINITION, FIELD_DEFINITION, GROUP } from './objects/metadata.js';
import { reference } from './fields.js';
import { CAMPAIGN, CAMPAIGN_MEMBER, CAMPAIGN_MEMBER_STATUS } from './objects/campaigns.js';
import { LEAD_STATUS, ORGANIZATION, PROFILE, RECORD_TYPE, USER } from './objects/org.js';
import { ACCOUNT, CONTACT, LEAD, PERSON_ACCOUNT_FIELDS } from './objects/people.js';
import { EVENT, OPPORTUNITY, OPPORTUNITY_CONTACT_ROLE, TASK } from './objects/sales.js';
import type { FieldName, OrgSettings } from './settingShapes.js';
import type { Field, ObjectDef, Row } from './shapes.js';
import { picklistValues } from './valueSettings.js';

export const OBJECTS: readonly ObjectDef[] = [
  ACCOUNT,
  CAMPAIGN,
  CAMPAIGN_MEMBER,
  CAMPAIGN_MEMBER_STATUS,
  CONTACT,
  ENTITY_DEFINITION,
  EVENT,
  FIELD_DEFINITION,
  GROUP,
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
  /** Worked out once, for writers of many rows. */
  readonly facts: Facts;
}

export interface Facts {
  shapeOf(names: readonly string[]): Shape;
  readonly owned: boolean;
  readonly typed: boolean;
  /** Must have a value; booleans always have one. */
  readonly required: readonly string[];
  readonly unique: readonly Field[];
  readonly external: readonly string[];
  readonly numbered: readonly Field[];
}

/** What all new records have in common that are given the same fields. */
export interface Shape {
  readonly names: readonly string[];
  /** A new record as it begins, with room for these fields: copied, then filled. */
  readonly blank: Row;
}

export interface Schema {
  readonly objects: readonly ObjectView[];
  object(name: string): ObjectView | null;
  /** By an id's first three characters. */
  owning(id: string): ObjectView | null;
}

/** @param username whose field-level security applies; null: what is hidden from everybody */
export function buildSchema(settings: OrgSettings, username: string | null): Schema {
  const defs = [...OBJECTS, ...settings.customObjects.map(customObjectDef)];
  const kept = defs.map((def) => ({
    def,
    all: allFields(def, settings, username),
    hidden: namesOf(def, settings.hiddenFields, username),
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
  const exact = new Map(fields.map((one) => [one.name, one]));
  const byRelationship = new Map(
    fields.flatMap((one) =>
      one.relationshipName === null ? [] : [[one.relationshipName.toLowerCase(), one] as const],
    ),
  );
  return {
    def,
    fields,
    // Nearly everybody spells them right.
    field: (name) => exact.get(name) ?? byName.get(name.toLowerCase()) ?? null,
    hidden: (name) => hidden.has(name.toLowerCase()),
    facts: {
      shapeOf: shapes({
        Id: '',
        IsDeleted: false,
        CreatedDate: 0,
        CreatedById: '',
        LastModifiedDate: 0,
        LastModifiedById: '',
        SystemModstamp: 0,
        ...Object.fromEntries(
          fields.flatMap((one) =>
            one.initial === null || one.initial === '' ? [] : [[one.name, one.initial] as const],
          ),
        ),
        ...(byName.has('ownerid') ? { OwnerId: null } : {}),
        ...(byName.has('name') && byName.get('name')?.createable === false ? { Name: null } : {}),
      }),
      owned: byName.has('ownerid'),
      typed: byName.has('recordtypeid'),
      required: fields
        .filter((one) => !one.nillable && one.createable && one.type !== 'boolean')
        .map((one) => one.name),
      unique: fields.filter((one) => one.unique),
      external: fields.filter((one) => one.externalId).map((one) => one.name),
      numbered: fields.filter((one) => one.autoNumber !== null),
    },
    parent: (relationship) => byRelationship.get(relationship.toLowerCase()) ?? null,
    children,
  };
}

const MOST_SHAPES = 500;

/** Adding fields to an object one by one costs more than all else in a save: a copy of one that has them costs nothing. */
function shapes(initial: Row): (names: readonly string[]) => Shape {
  const all = new Map<string, Shape>();
  return (names) => {
    const key = names.join();
    const known = all.get(key);
    if (known !== undefined) return known;
    // By way of JSON: what is put together by spreading the engine keeps as a hash table, and so every copy of it.
    const blank = JSON.parse(
      JSON.stringify({ ...Object.fromEntries(names.map((name) => [name, null])), ...initial }),
    ) as Row;
    const made = { names, blank };
    if (all.size < MOST_SHAPES) all.set(key, made);
    return made;
  };
}

function allFields(def: ObjectDef, settings: OrgSettings, username: string | null): readonly Field[] {
  const removed = namesOf(def, settings.removedFields, username);
  const required = namesOf(def, settings.requiredFields, username);
  const readOnly = namesOf(def, settings.readOnlyFields, username);
  const custom = settings.customFields.filter((one) => same(one.object, def.name)).flatMap(customField);
  const persons = settings.personAccounts ? (PERSON_ACCOUNT_FIELDS[def.name] ?? []) : [];
  // A contact's custom fields are seen at its account as `Name__pc`.
  const mirrors =
    settings.personAccounts && def.name === 'Account'
      ? settings.customFields
          .filter((one) => same(one.object, 'Contact'))
          .flatMap(customField)
          .map((one) => ({
            ...one,
            name: one.name.replace(/__c$/, '__pc'),
            unique: false,
            externalId: false,
            idLookup: false,
          }))
      : [];
  const typed = settings.recordTypes.some((one) => same(one.object, def.name))
    ? [reference('RecordTypeId', ['RecordType'])]
    : [];
  return (
    [...def.fields, ...persons, ...mirrors, ...typed, ...custom]
      .filter((one) => !removed.has(one.name.toLowerCase()))
      .map((one) => withPicklist(def, one, settings))
      // A lead without a company becomes a person account. Source: help "Considerations for Using Person Accounts".
      .map((one) =>
        settings.personAccounts && def.name === 'Lead' && one.name === 'Company' ? { ...one, nillable: true } : one,
      )
      .map((one) => (required.has(one.name.toLowerCase()) ? { ...one, nillable: false } : one))
      .map((one) => (readOnly.has(one.name.toLowerCase()) ? { ...one, createable: false, updateable: false } : one))
  );
}

function withPicklist(def: ObjectDef, one: Field, settings: OrgSettings): Field {
  if (def.name === 'Lead' && one.name === 'Status') {
    const picklist = settings.leadStatuses.map((status) => ({
      value: status.label,
      label: status.label,
      active: true,
      isDefault: status.default,
      validFor: null,
    }));
    return { ...one, picklist, initial: picklist.find((value) => value.isDefault)?.value ?? null };
  }
  const changed = settings.picklists.find((list) => same(list.object, def.name) && same(list.field, one.name));
  if (changed === undefined) return one;
  const picklist = picklistValues(changed.values, changed.controller, changed.dependencies);
  const initial =
    picklist.find((value) => value.isDefault)?.value ?? (one.initial === null ? null : (picklist[0]?.value ?? null));
  return { ...one, picklist, restricted: changed.restricted, controller: changed.controller, initial };
}

const namesOf = (def: ObjectDef, names: readonly FieldName[], username: string | null): ReadonlySet<string> =>
  new Set(
    names
      .filter(
        (one) =>
          same(one.object, def.name) &&
          (one.users === null || (username !== null && one.users.some((user) => same(user, username)))),
      )
      .map((one) => one.field.toLowerCase()),
  );

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
