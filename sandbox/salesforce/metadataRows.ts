import type { Planting } from './orgRecords.js';
import type { Schema } from './schema.js';
import type { Field, Row, Value } from './shapes.js';

/** EntityDefinition and FieldDefinition say of the schema what describe says. Their rows are made anew whenever it changes. */
export function plantMetadata(schema: Schema, { table, makeId, defOf }: Planting): void {
  const plant = (object: string, fields: Readonly<Record<string, Value>>): void => {
    const row: Row = { ...fields, Id: makeId(defOf(object)), IsDeleted: false, SystemModstamp: 0 };
    table(object).put(row);
  };
  const kept = new Map([...table('EntityDefinition').all()].map((row) => [row['DurableId'], row]));
  for (const name of ['FieldDefinition']) for (const row of table(name).all()) table(name).drop(row.Id);
  for (const { def, fields } of schema.objects) {
    if (def.virtual === true) continue;
    const known = kept.get(def.name);
    if (known === undefined)
      plant('EntityDefinition', {
        DurableId: def.name,
        QualifiedApiName: def.name,
        DeveloperName: def.name.replace(/__c$/, ''),
        MasterLabel: def.label,
        Label: def.label,
        PluralLabel: def.labelPlural,
        KeyPrefix: def.keyPrefix,
        IsQueryable: true,
        IsCustomSetting: false,
        IsCustomizable: !def.readOnly,
        IsTriggerable: !def.readOnly,
      });
    for (const field of fields)
      plant('FieldDefinition', {
        DurableId: `${def.name}.${field.name}`,
        EntityDefinitionId: def.name,
        QualifiedApiName: field.name,
        DeveloperName: field.name.replace(/__c$/, ''),
        MasterLabel: field.label,
        Label: field.label,
        DataType: dataType(field),
        Length: field.length,
        Precision: field.precision,
        Scale: field.scale,
        IsNillable: field.nillable,
        IsIndexed: field.idLookup || field.unique,
        IsCalculated: field.computed,
        IsNameField: field.nameField,
      });
  }
}

/** As Setup words a field's type: `Text(80)`, `Lookup(Account)`. */
function dataType(field: Field): string {
  switch (field.type) {
    case 'string':
      return field.autoNumber !== null
        ? 'Auto Number'
        : `Text(${field.length})${field.externalId ? ' (External ID)' : ''}`;
    case 'reference':
      return `${field.masterDetail ? 'Master-Detail' : 'Lookup'}(${field.referenceTo.join(',')})`;
    case 'textarea':
      return field.length > 255 ? `Long Text Area(${field.length})` : 'Text Area(255)';
    case 'currency':
      return `Currency(${field.precision - field.scale}, ${field.scale})`;
    case 'double':
      return `Number(${field.precision - field.scale}, ${field.scale})`;
    case 'int':
      return 'Number(9, 0)';
    case 'percent':
      return `Percent(${field.precision - field.scale}, ${field.scale})`;
    case 'id':
    case 'boolean':
    case 'date':
    case 'datetime':
    case 'email':
    case 'phone':
    case 'url':
    case 'picklist':
    case 'multipicklist':
    case 'combobox':
    case 'address':
    case 'location':
    case 'time':
    case 'encryptedstring':
      return SETUP_NAMES[field.type];
  }
}

const SETUP_NAMES = {
  id: 'Lookup()',
  boolean: 'Checkbox',
  date: 'Date',
  datetime: 'Date/Time',
  email: 'Email',
  phone: 'Phone',
  url: 'URL(255)',
  picklist: 'Picklist',
  multipicklist: 'Picklist (Multi-Select)',
  combobox: 'Picklist',
  address: 'Address',
  location: 'Geolocation',
  time: 'Time',
  encryptedstring: 'Text (Encrypted)',
} as const;
