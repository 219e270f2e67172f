import type { Complaint } from './apiError.js';
import type { Org } from './org.js';
import type { ObjectView } from './schema.js';
import type { RecordType } from './settingShapes.js';
import type { Row } from './shapes.js';

/** Id of the record type new records of the object get; null where it has none of its own. */
export function defaultRecordType(org: Org, view: ObjectView): string | null {
  const chosen = typesOf(org, view).find((one) => one.default);
  return chosen === undefined ? null : (rowOf(org, chosen)?.Id ?? null);
}

/** A record type of another object, or a value that the record type does not offer. Only restricted picklists are held to theirs. */
export function recordTypeComplaint(org: Org, view: ObjectView, row: Row): Complaint | null {
  const id = row['RecordTypeId'];
  if (typeof id !== 'string') return null;
  const type = typesOf(org, view).find((one) => rowOf(org, one)?.Id === id);
  if (type === undefined || !type.active)
    return {
      code: 'INVALID_CROSS_REFERENCE_KEY',
      message: `Record Type ID: this ID value isn't valid for the user: ${id}`,
      fields: ['RecordTypeId'],
    };
  for (const [name, offered] of Object.entries(type.picklists)) {
    const field = view.field(name);
    const value = field === null ? null : (row[field.name] ?? null);
    if (field === null || !field.restricted || typeof value !== 'string') continue;
    const wrong = value.split(';').find((one) => !offered.includes(one));
    if (wrong !== undefined)
      return {
        code: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        message: `${field.label}: bad value for restricted picklist field: ${wrong}`,
        fields: [field.name],
      };
  }
  return null;
}

const typesOf = (org: Org, view: ObjectView): readonly RecordType[] =>
  org.settings.recordTypes.filter(({ object }) => object.toLowerCase() === view.def.name.toLowerCase());

const rowOf = (org: Org, type: RecordType): Row | undefined =>
  [...org.table('RecordType').all()].find(
    (row) => row['SobjectType'] === type.object && row['DeveloperName'] === type.developerName,
  );
