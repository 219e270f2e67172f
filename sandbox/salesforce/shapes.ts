/** What a stored field holds: text, ids and dates as strings, stamps as epoch ms. */
export type Value = string | number | boolean | null;

/** One version of a record. Never changed in place: an update is a new row, so snapshots and roll-backs are references. */
export interface Row {
  readonly Id: string;
  readonly IsDeleted: boolean;
  /** Epoch ms in whole seconds. */
  readonly SystemModstamp: number;
  /** Absent means null. */
  readonly [field: string]: Value;
}

export type FieldType =
  | 'id'
  | 'string'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'email'
  | 'phone'
  | 'url'
  | 'textarea'
  | 'picklist'
  | 'multipicklist'
  | 'combobox'
  | 'reference'
  | 'address'
  | 'location'
  | 'time'
  | 'encryptedstring';

export interface PicklistValue {
  readonly value: string;
  readonly label: string;
  readonly active: boolean;
  readonly isDefault: boolean;
  /** Of a dependent picklist: the controlling values it may go with; null where it depends on nothing. */
  readonly validFor: readonly string[] | null;
}

/** How children hang on the parent a reference names. */
export interface Children {
  readonly name: string;
  /** Deleting the parent deletes them, undeleting it brings them back. */
  readonly cascade: boolean;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Longest text; 0 where it does not apply. */
  readonly length: number;
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly defaultedOnCreate: boolean;
  readonly initial: Value;
  readonly custom: boolean;
  readonly externalId: boolean;
  readonly unique: boolean;
  readonly idLookup: boolean;
  readonly nameField: boolean;
  /** Computed when read (derived.ts): never stored. */
  readonly computed: boolean;
  readonly referenceTo: readonly string[];
  readonly relationshipName: string | null;
  readonly children: Children | null;
  readonly picklist: readonly PicklistValue[];
  readonly restricted: boolean;
  readonly compound: string | null;
  /** External ids only: `Ab` and `aB` are two. */
  readonly caseSensitive: boolean;
  /** Numbered by the org itself when a record is made: `A-{0000}`. */
  readonly autoNumber: string | null;
  /** Rich text. */
  readonly html: boolean;
  /** Digits in all, and after the point. */
  readonly precision: number;
  readonly scale: number;
  /** The field a dependent picklist hangs on. */
  readonly controller: string | null;
  /** Of a reference: part of its parent, made with it and deleted with it. */
  readonly masterDetail: boolean;
}

export interface ObjectDef {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly fields: readonly Field[];
  /** Read through the API only. */
  readonly readOnly: boolean;
  readonly mergeable: boolean;
  readonly custom?: boolean;
  /** Read by the tooling resource and SOQL alone: no describe lists it, its rows are made from the schema. */
  readonly virtual?: boolean;
}
