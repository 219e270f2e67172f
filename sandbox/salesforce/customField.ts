import { field, type FieldOptions } from './fields.js';
import { string, whole } from './settingParts.js';
import type { CustomField } from './settingShapes.js';
import type { Field, FieldType } from './shapes.js';
import { dependencies, picklistValues, valueSettings } from './valueSettings.js';

interface Kind {
  readonly type: FieldType;
  /** Null: as the setting says. */
  readonly length: number | null;
  readonly options?: FieldOptions;
}

const kind = (type: FieldType, length: number | null = 0, options: FieldOptions = {}): Kind => ({
  type,
  length,
  options,
});

/** Every type of custom field, by describe's name and by the name in Setup. Source: Metadata API Developer Guide, CustomField. */
const KINDS: Readonly<Record<string, Kind>> = {
  string: kind('string', null),
  text: kind('string', null),
  boolean: kind('boolean'),
  checkbox: kind('boolean'),
  int: kind('int'),
  double: kind('double'),
  number: kind('double'),
  currency: kind('currency'),
  percent: kind('percent'),
  date: kind('date'),
  datetime: kind('datetime'),
  time: kind('time'),
  email: kind('email', 80),
  phone: kind('phone', 40),
  url: kind('url', 255),
  textarea: kind('textarea', null),
  longtextarea: kind('textarea', null),
  html: kind('textarea', null, { html: true }),
  encryptedstring: kind('encryptedstring', null),
  encryptedtext: kind('encryptedstring', null),
  picklist: kind('picklist', 255),
  multipicklist: kind('multipicklist', 4099),
  multiselectpicklist: kind('multipicklist', 4099),
  combobox: kind('combobox', 255),
  reference: kind('reference', 18),
  lookup: kind('reference', 18),
  masterdetail: kind('reference', 18, { masterDetail: true, required: true }),
  autonumber: kind('string', 30, { autoNumber: '{0}', readOnly: true }),
  location: kind('location', 0, { computed: true }),
};

/** Throws Error on what no custom field can be. */
export function readCustomField(one: Readonly<Record<string, unknown>>): CustomField {
  const name = string(one['name'], 'customFields.name');
  if (!name.endsWith('__c')) throw new Error(`customFields.name: ${name} must end in __c`);
  const type = one['type'] === undefined ? 'string' : string(one['type'], 'customFields.type').toLowerCase();
  if (!Object.hasOwn(KINDS, type)) throw new Error(`customFields.type: ${type} is no type of custom field`);
  const number = (key: string): number | null =>
    one[key] === undefined ? null : whole(one[key], `customFields.${key}`);
  const text = (key: string): string | null => (typeof one[key] === 'string' ? (one[key] as string) : null);
  const fallback = one['defaultValue'];
  return {
    object: string(one['object'], 'customFields.object'),
    name,
    label: text('label'),
    type,
    length: number('length') ?? 255,
    precision: number('precision'),
    scale: number('scale'),
    externalId: one['externalId'] === true,
    unique: one['unique'] === true,
    caseSensitive: one['caseSensitive'] === true,
    required: one['required'] === true,
    defaultValue: ['string', 'number', 'boolean'].includes(typeof fallback)
      ? (fallback as string | number | boolean)
      : null,
    values: one['values'] === undefined ? [] : valueSettings(one['values'], 'customFields.values'),
    restricted: one['restricted'] === true,
    controller: text('controller'),
    dependencies: dependencies(one['dependencies'], 'customFields.dependencies'),
    referenceTo: [one['referenceTo'] ?? []].flat().map((target) => string(target, 'customFields.referenceTo')),
    relationshipName: text('relationshipName'),
    displayFormat: text('displayFormat'),
  };
}

/** The fields a setting makes: one, or a geolocation with its two halves. */
export function customField(one: CustomField): readonly Field[] {
  const { type, length, options = {} } = KINDS[one.type] ?? kind('string', null);
  const isReference = type === 'reference';
  const base = one.name.replace(/__c$/, '');
  const made = field(
    one.name,
    type,
    length ?? one.length,
    {
      ...options,
      custom: true,
      label: one.label ?? base.replace(/_/g, ' '),
      externalId: one.externalId,
      unique: one.unique,
      caseSensitive: one.caseSensitive,
      required: one.required || options.required === true,
      restricted: one.restricted,
      ...(one.precision === null ? {} : { precision: one.precision }),
      ...(one.scale !== null ? { scale: one.scale } : type === 'double' || type === 'percent' ? { scale: 8 } : {}),
      ...(one.controller === null ? {} : { controller: one.controller }),
      ...initialOf(one),
      ...(options.autoNumber === undefined ? {} : { autoNumber: one.displayFormat ?? options.autoNumber }),
      ...(isReference ? { relationshipName: `${base}__r` } : {}),
      ...(isReference && (one.relationshipName !== null || options.masterDetail === true)
        ? { children: { name: `${one.relationshipName ?? `${base}s`}__r`, cascade: options.masterDetail === true } }
        : {}),
    },
    { picklist: picklistValues(one.values, one.controller, one.dependencies), referenceTo: one.referenceTo },
  );
  if (type !== 'location') return [made];
  const half = (name: string) =>
    field(`${base}__${name}__s`, 'double', 0, { custom: true, compound: one.name, precision: 18, scale: 15 });
  return [made, half('Latitude'), half('Longitude')];
}

function initialOf({ defaultValue, values }: CustomField): { readonly initial?: string | number | boolean } {
  const initial = defaultValue ?? values.find((value) => value.isDefault)?.value;
  return initial === undefined ? {} : { initial };
}
