import { LEAD_STATUSES } from './objects/picklists.js';

export interface LeadStatus {
  readonly label: string;
  readonly default: boolean;
  readonly converted: boolean;
}

export interface CustomField {
  readonly object: string;
  readonly name: string;
  /** As in describe: string, textarea, email, phone, url, boolean, int, double, currency, percent, date, datetime, picklist, multipicklist, reference. */
  readonly type: string;
  readonly length: number;
  readonly externalId: boolean;
  readonly unique: boolean;
  readonly required: boolean;
  readonly values: readonly string[];
  readonly restricted: boolean;
  readonly referenceTo: string | null;
}

export interface FieldName {
  readonly object: string;
  readonly field: string;
}

/** A row for which the condition (what may follow WHERE) holds is refused with the message. */
export interface ValidationRule {
  readonly object: string;
  readonly condition: string;
  readonly message: string;
}

export interface DuplicateRule {
  readonly object: string;
  /** All equal and none blank: a duplicate. */
  readonly fields: readonly string[];
  /** `alert` lets a caller pass who asks for it (allowSave); `block` never does. */
  readonly action: 'alert' | 'block';
}

export interface AssignmentRule {
  readonly object: string;
  /** Username of the new owner. */
  readonly owner: string;
  readonly notify: boolean;
  readonly autoResponse: boolean;
}

export interface Picklist extends FieldName {
  readonly values: readonly string[];
  readonly restricted: boolean;
}

export interface UserSetting {
  readonly username: string;
  readonly [field: string]: unknown;
}

export interface OrgSettings {
  readonly leadStatuses: readonly LeadStatus[];
  readonly customFields: readonly CustomField[];
  readonly requiredFields: readonly FieldName[];
  readonly validationRules: readonly ValidationRule[];
  readonly duplicateRules: readonly DuplicateRule[];
  readonly assignmentRules: readonly AssignmentRule[];
  readonly personAccounts: boolean;
  readonly dailyApiRequests: number;
  readonly picklists: readonly Picklist[];
  /** Field-level security: absent in describe and SOQL, refused on write. */
  readonly hiddenFields: readonly FieldName[];
  readonly removedFields: readonly FieldName[];
  readonly users: readonly UserSetting[];
  /** How long a written record stays locked against other requests. */
  readonly lockMs: number;
}

export const DEFAULT_SETTINGS: OrgSettings = {
  leadStatuses: LEAD_STATUSES,
  customFields: [],
  requiredFields: [],
  validationRules: [],
  duplicateRules: [],
  assignmentRules: [],
  personAccounts: false,
  dailyApiRequests: 1_000_000,
  picklists: [],
  hiddenFields: [],
  removedFields: [],
  users: [],
  lockMs: 0,
};

/**
 * Custom fields and users are added to those that exist (same name: replaced); every other setting given replaces the old one.
 * Throws Error with a readable text on a setting that cannot be.
 */
export function mergeSettings(old: OrgSettings, body: unknown): OrgSettings {
  const given = record(body, 'settings');
  let merged = old;
  for (const [name, value] of Object.entries(given)) {
    const read = READERS[name];
    if (read === undefined) throw new Error(`unknown setting ${name}`);
    merged = { ...merged, ...read(value, merged) };
  }
  return merged;
}

type Reader = (value: unknown, old: OrgSettings) => Partial<OrgSettings>;

const READERS: Readonly<Record<string, Reader>> = {
  leadStatuses: (value) => ({
    leadStatuses: records(value, 'leadStatuses').map((one) => ({
      label: string(one['label'], 'leadStatuses.label'),
      default: one['default'] === true,
      converted: one['converted'] === true,
    })),
  }),
  customFields: (value, old) => {
    const added = records(value, 'customFields').map(customField);
    const replaced = new Set(added.map(keyOf));
    return { customFields: [...old.customFields.filter((one) => !replaced.has(keyOf(one))), ...added] };
  },
  requiredFields: (value) => ({ requiredFields: fieldNames(value, 'requiredFields') }),
  hiddenFields: (value) => ({ hiddenFields: fieldNames(value, 'hiddenFields') }),
  removedFields: (value) => ({ removedFields: fieldNames(value, 'removedFields') }),
  validationRules: (value) => ({
    validationRules: records(value, 'validationRules').map((one) => ({
      object: string(one['object'], 'validationRules.object'),
      condition: string(one['condition'], 'validationRules.condition'),
      message: string(one['message'], 'validationRules.message'),
    })),
  }),
  duplicateRules: (value) => ({
    duplicateRules: records(value, 'duplicateRules').map((one) => ({
      object: string(one['object'], 'duplicateRules.object'),
      fields: strings(one['fields'] ?? ['Email'], 'duplicateRules.fields'),
      action: one['action'] === 'alert' || one['allowSave'] === true ? 'alert' : 'block',
    })),
  }),
  assignmentRules: (value) => ({
    assignmentRules: (value === true ? [{}] : value === false ? [] : records(value, 'assignmentRules')).map((one) => ({
      object: typeof one['object'] === 'string' ? one['object'] : 'Lead',
      owner: typeof one['owner'] === 'string' ? one['owner'] : 'queue@tandem.example',
      notify: one['notify'] !== false,
      autoResponse: one['autoResponse'] !== false,
    })),
  }),
  personAccounts: (value) => ({ personAccounts: value === true }),
  dailyApiRequests: (value) => ({ dailyApiRequests: whole(value, 'dailyApiRequests') }),
  lockMs: (value) => ({ lockMs: whole(value, 'lockMs') }),
  picklists: (value) => ({
    picklists: records(value, 'picklists').map((one) => ({
      object: string(one['object'], 'picklists.object'),
      field: string(one['field'] ?? one['name'], 'picklists.field'),
      values: strings(one['values'], 'picklists.values'),
      restricted: one['restricted'] === true,
    })),
  }),
  users: (value, old) => {
    const added = list(value, 'users').map((one): UserSetting => {
      if (typeof one === 'string') return { username: one };
      const user = record(one, 'users');
      return { ...user, username: string(user['username'] ?? user['Username'], 'users.username') };
    });
    const replaced = new Set(added.map((one) => one.username.toLowerCase()));
    return { users: [...old.users.filter((one) => !replaced.has(one.username.toLowerCase())), ...added] };
  },
};

function customField(one: Readonly<Record<string, unknown>>): CustomField {
  const name = string(one['name'], 'customFields.name');
  if (!name.endsWith('__c')) throw new Error(`customFields.name: ${name} must end in __c`);
  return {
    object: string(one['object'], 'customFields.object'),
    name,
    type: one['type'] === undefined ? 'string' : string(one['type'], 'customFields.type').toLowerCase(),
    length: one['length'] === undefined ? 255 : whole(one['length'], 'customFields.length'),
    externalId: one['externalId'] === true,
    unique: one['unique'] === true,
    required: one['required'] === true,
    values: one['values'] === undefined ? [] : strings(one['values'], 'customFields.values'),
    restricted: one['restricted'] === true,
    referenceTo: typeof one['referenceTo'] === 'string' ? one['referenceTo'] : null,
  };
}

const keyOf = (one: CustomField): string => `${one.object}.${one.name}`.toLowerCase();

/** `[{object, field}]`, `[{object, name}]`, `["Lead.Title"]` or `{Lead: ["Title"]}`. */
function fieldNames(value: unknown, what: string): readonly FieldName[] {
  if (!Array.isArray(value)) {
    return Object.entries(record(value, what)).flatMap(([object, fields]) =>
      strings(fields, what).map((field) => ({ object, field })),
    );
  }
  return value.flatMap((one: unknown) => {
    if (typeof one === 'string') {
      const [object, field] = one.split('.');
      return [{ object: string(object, what), field: string(field, what) }];
    }
    const { object, field, name, fields } = record(one, what);
    const names = fields === undefined ? [string(field ?? name, what)] : strings(fields, what);
    return names.map((each) => ({ object: string(object, what), field: each }));
  });
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new Error(`${what} must be an object`);
}

function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${what} must be a list`);
}

const records = (value: unknown, what: string) => list(value, what).map((one) => record(one, what));
const strings = (value: unknown, what: string) => list(value, what).map((one) => string(one, what));

function string(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`${what} must be text`);
}

function whole(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new Error(`${what} must be a whole number`);
}
