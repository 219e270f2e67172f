import { readCustomField } from './customField.js';
import { flagOf, list, record, records, string, strings, whole } from './settingParts.js';
import { dependencies, valueSettings } from './valueSettings.js';
import {
  PERMISSIONS,
  type CustomField,
  type FieldName,
  type ObjectAction,
  type OrgSettings,
  type UserSetting,
} from './settingShapes.js';

export { record } from './settingParts.js';

type Reader = (value: unknown, old: OrgSettings) => Partial<OrgSettings>;

/** One line for each setting that the org's control call takes. */
export const READERS: Readonly<Record<string, Reader>> = {
  leadStatuses: (value) => ({
    leadStatuses: records(value, 'leadStatuses').map((one) => ({
      label: string(one['label'], 'leadStatuses.label'),
      default: one['default'] === true,
      converted: one['converted'] === true,
    })),
  }),
  customObjects: (value, old) => {
    const added = list(value, 'customObjects').map((given) => {
      const one = typeof given === 'string' ? { name: given } : record(given, 'customObjects');
      const name = string(one['name'], 'customObjects.name');
      if (!name.endsWith('__c')) throw new Error(`customObjects.name: ${name} must end in __c`);
      const label = typeof one['label'] === 'string' ? one['label'] : name.replace(/__c$/, '').replace(/_/g, ' ');
      return { name, label, labelPlural: typeof one['labelPlural'] === 'string' ? one['labelPlural'] : `${label}s` };
    });
    return { customObjects: joined(old.customObjects, added, ({ name }) => name) };
  },
  customFields: (value, old) => ({
    customFields: joined(old.customFields, records(value, 'customFields').map(readCustomField), keyOf),
  }),
  requiredFields: (value) => ({ requiredFields: fieldNames(value, 'requiredFields') }),
  hiddenFields: (value) => ({ hiddenFields: fieldNames(value, 'hiddenFields') }),
  readOnlyFields: (value) => ({ readOnlyFields: fieldNames(value, 'readOnlyFields') }),
  removedFields: (value) => ({ removedFields: fieldNames(value, 'removedFields') }),
  validationRules: (value) => ({
    validationRules: records(value, 'validationRules').map((one) => ({
      object: string(one['object'], 'validationRules.object'),
      condition: string(one['condition'], 'validationRules.condition'),
      message: string(one['message'], 'validationRules.message'),
      field: typeof one['field'] === 'string' ? one['field'] : null,
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
  concurrentApiRequests: (value) => ({ concurrentApiRequests: whole(value, 'concurrentApiRequests') }),
  longCallMs: (value) => ({ longCallMs: whole(value, 'longCallMs') }),
  lockMs: (value) => ({ lockMs: whole(value, 'lockMs') }),
  lockWaitMs: (value) => ({ lockWaitMs: whole(value, 'lockWaitMs') }),
  bulkBatchMs: (value) => ({ bulkBatchMs: whole(value, 'bulkBatchMs') }),
  bulkFailAfter: (value) => ({ bulkFailAfter: value === null ? null : whole(value, 'bulkFailAfter') }),
  picklists: (value) => ({
    picklists: records(value, 'picklists').map((one) => ({
      object: string(one['object'], 'picklists.object'),
      field: string(one['field'] ?? one['name'], 'picklists.field'),
      values: valueSettings(one['values'], 'picklists.values'),
      restricted: one['restricted'] === true,
      controller: typeof one['controller'] === 'string' ? one['controller'] : null,
      dependencies: dependencies(one['dependencies'], 'picklists.dependencies'),
    })),
  }),
  recordTypes: (value) => ({
    recordTypes: records(value, 'recordTypes').map((one) => {
      const name = string(one['name'] ?? one['developerName'], 'recordTypes.name');
      return {
        object: string(one['object'], 'recordTypes.object'),
        name,
        developerName: typeof one['developerName'] === 'string' ? one['developerName'] : name.replace(/\W+/g, '_'),
        active: one['active'] !== false,
        default: one['default'] === true,
        picklists: dependencies(one['picklists'], 'recordTypes.picklists'),
      };
    }),
  }),
  queues: (value, old) => ({
    queues: joined(
      old.queues,
      list(value, 'queues').map((one) =>
        typeof one === 'string' ? one : string(record(one, 'queues')['name'], 'queues.name'),
      ),
      (name) => name,
    ),
  }),
  users: (value, old) => ({ users: joined(old.users, list(value, 'users').map(readUser), ({ username }) => username) }),
};

const keyOf = (one: CustomField): string => `${one.object}.${one.name}`;

function joined<T>(old: readonly T[], added: readonly T[], key: (one: T) => string): readonly T[] {
  const replaced = new Set(added.map((one) => key(one).toLowerCase()));
  return [...old.filter((one) => !replaced.has(key(one).toLowerCase())), ...added];
}

function readUser(given: unknown): UserSetting {
  if (typeof given === 'string') return { username: given, fields: {}, permissions: {}, objects: {} };
  const { username, Username, permissions, objects, ...fields } = record(given, 'users');
  const granted = permissions === undefined ? {} : record(permissions, 'users.permissions');
  const unknown = Object.keys(granted).find((name) => !PERMISSIONS.some((one) => one === name));
  if (unknown !== undefined) throw new Error(`users.permissions: unknown permission ${unknown}`);
  return {
    username: string(username ?? Username, 'users.username'),
    fields,
    permissions: Object.fromEntries(
      Object.entries(granted).map(([name, value]) => [name, flagOf(value, `users.permissions.${name}`)]),
    ),
    objects: Object.fromEntries(
      Object.entries(objects === undefined ? {} : record(objects, 'users.objects')).map(([name, actions]) => [
        name.toLowerCase(),
        strings(actions, 'users.objects').map(action),
      ]),
    ),
  };
}

const ACTIONS: readonly ObjectAction[] = ['read', 'create', 'edit', 'delete'];

function action(name: string): ObjectAction {
  const found = ACTIONS.find((one) => one === name);
  if (found === undefined) throw new Error(`users.objects: ${name} must be read, create, edit or delete`);
  return found;
}

/** `[{object, field, users?}]`, `[{object, name}]`, `["Lead.Title"]` or `{Lead: ["Title"]}`. */
function fieldNames(value: unknown, what: string): readonly FieldName[] {
  if (!Array.isArray(value)) {
    return Object.entries(record(value, what)).flatMap(([object, fields]) =>
      strings(fields, what).map((field) => ({ object, field, users: null })),
    );
  }
  return value.flatMap((one: unknown) => {
    if (typeof one === 'string') {
      const [object, field] = one.split('.');
      return [{ object: string(object, what), field: string(field, what), users: null }];
    }
    const { object, field, name, fields, user, users } = record(one, what);
    const names = fields === undefined ? [string(field ?? name, what)] : strings(fields, what);
    const whom = users === undefined ? (user === undefined ? null : [string(user, what)]) : strings(users, what);
    return names.map((each) => ({ object: string(object, what), field: each, users: whom }));
  });
}
