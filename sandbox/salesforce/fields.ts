import type { Children, Field, FieldType, PicklistValue } from './shapes.js';

/** What a table line may say beside name and type. */
export interface FieldOptions {
  readonly label?: string;
  readonly required?: boolean;
  readonly initial?: string | number | boolean;
  readonly custom?: boolean;
  readonly externalId?: boolean;
  readonly unique?: boolean;
  readonly idLookup?: boolean;
  readonly nameField?: boolean;
  readonly readOnly?: boolean;
  readonly createOnly?: boolean;
  readonly computed?: boolean;
  readonly relationshipName?: string;
  readonly children?: Children;
  readonly restricted?: boolean;
  readonly compound?: string;
  readonly caseSensitive?: boolean;
  readonly autoNumber?: string;
  readonly html?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly controller?: string;
  readonly masterDetail?: boolean;
}

/** Everything unsaid is the vendor's usual: nillable, createable, updateable. */
export function field(
  name: string,
  type: FieldType,
  length: number,
  options: FieldOptions = {},
  lists: { readonly referenceTo?: readonly string[]; readonly picklist?: readonly PicklistValue[] } = {},
): Field {
  const readOnly = options.readOnly === true || options.computed === true;
  const initial = options.initial ?? (type === 'boolean' ? false : null);
  return {
    name,
    label: options.label ?? labelOf(name),
    type,
    length,
    nillable: !(options.required === true || type === 'boolean'),
    createable: !readOnly,
    updateable: !readOnly && options.createOnly !== true,
    defaultedOnCreate: initial !== null,
    initial,
    custom: options.custom === true,
    externalId: options.externalId === true,
    unique: options.unique === true,
    idLookup: options.idLookup === true || options.externalId === true,
    nameField: options.nameField === true,
    computed: options.computed === true,
    referenceTo: lists.referenceTo ?? [],
    relationshipName: options.relationshipName ?? null,
    children: options.children ?? null,
    picklist: lists.picklist ?? [],
    restricted: options.restricted === true,
    compound: options.compound ?? null,
    caseSensitive: options.caseSensitive === true,
    autoNumber: options.autoNumber ?? null,
    html: options.html === true,
    precision: options.precision ?? (['double', 'currency', 'percent'].includes(type) ? 18 : 0),
    scale: options.scale ?? (type === 'currency' ? 2 : 0),
    controller: options.controller ?? null,
    masterDetail: options.masterDetail === true,
  };
}

export const text = (name: string, length: number, options?: FieldOptions): Field =>
  field(name, 'string', length, options);
export const area = (name: string, length: number, options?: FieldOptions): Field =>
  field(name, 'textarea', length, options);
export const email = (name: string, options?: FieldOptions): Field => field(name, 'email', 80, options);
export const phone = (name: string, options?: FieldOptions): Field => field(name, 'phone', 40, options);
export const url = (name: string, options?: FieldOptions): Field => field(name, 'url', 255, options);
export const flag = (name: string, options?: FieldOptions): Field => field(name, 'boolean', 0, options);
export const whole = (name: string, options?: FieldOptions): Field => field(name, 'int', 0, options);
export const money = (name: string, options?: FieldOptions): Field => field(name, 'currency', 0, options);
export const double = (name: string, options?: FieldOptions): Field => field(name, 'double', 0, options);
export const date = (name: string, options?: FieldOptions): Field => field(name, 'date', 0, options);
export const stamp = (name: string, options?: FieldOptions): Field => field(name, 'datetime', 0, options);

export function picklist(
  name: string,
  values: readonly PicklistValue[],
  options: FieldOptions & { readonly length?: number } = {},
): Field {
  const first = options.required === true ? values.find((one) => one.isDefault)?.value : undefined;
  return field(
    name,
    'picklist',
    options.length ?? 255,
    { ...(first === undefined ? {} : { initial: first }), ...options },
    { picklist: values },
  );
}

/** `AccountId` to Account: the relationship is `Account` unless said otherwise. */
export function reference(name: string, referenceTo: readonly string[], options: FieldOptions = {}): Field {
  return field(name, 'reference', 18, { relationshipName: name.replace(/Id$/, ''), ...options }, { referenceTo });
}

/** Street, City, State, PostalCode, Country and the compound made of them. Lengths: sfFieldRef. */
export function address(prefix: string): readonly Field[] {
  const compound = `${prefix}Address`;
  return [
    area(`${prefix}Street`, 255, { compound }),
    text(`${prefix}City`, 40, { compound }),
    text(`${prefix}State`, 80, { compound }),
    text(`${prefix}PostalCode`, 20, { compound }),
    text(`${prefix}Country`, 80, { compound }),
    double(`${prefix}Latitude`, { compound }),
    double(`${prefix}Longitude`, { compound }),
    field(compound, 'address', 0, { computed: true }),
  ];
}

/** Picklist values; a trailing star marks the default: `values('Planned*', 'Completed')`. */
export function values(...words: readonly string[]): readonly PicklistValue[] {
  return words.map((word) => {
    const value = word.replace(/\*$/, '');
    return { value, label: value, active: true, isDefault: value !== word, validFor: null };
  });
}

/** Fields every record carries; settings objects have no recycle bin and so no IsDeleted. */
export function systemFields(bin: boolean): readonly Field[] {
  return [
    field('Id', 'id', 18, { required: true, initial: '', readOnly: true, idLookup: true, label: 'Record ID' }),
    ...(bin ? [flag('IsDeleted', { readOnly: true })] : []),
    stamp('CreatedDate', { required: true, readOnly: true, initial: '' }),
    reference('CreatedById', ['User'], { required: true, readOnly: true, initial: '' }),
    stamp('LastModifiedDate', { required: true, readOnly: true, initial: '' }),
    reference('LastModifiedById', ['User'], { required: true, readOnly: true, initial: '' }),
    stamp('SystemModstamp', { required: true, readOnly: true, initial: '' }),
  ];
}

function labelOf(name: string): string {
  return name
    .replace(/__c$/, '')
    .replace(/_/g, ' ')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .replace(/ Id$/, ' ID');
}
