import { field, flag, picklist, systemFields, text, values, whole } from '../fields.js';
import type { ObjectDef } from '../shapes.js';

const setting = { readOnly: true, mergeable: false } as const;

/** Queues: they may own leads. */
export const GROUP: ObjectDef = {
  name: 'Group',
  label: 'Group',
  labelPlural: 'Group',
  keyPrefix: '00G',
  ...setting,
  fields: [
    ...systemFields(false),
    text('Name', 40, { required: true, nameField: true, idLookup: true }),
    text('DeveloperName', 80),
    picklist('Type', values('Queue', 'Regular'), { initial: 'Queue' }),
    text('Email', 255),
  ],
};

const DURABLE = text('DurableId', 255, { idLookup: true });

export const ENTITY_DEFINITION: ObjectDef = {
  name: 'EntityDefinition',
  label: 'Entity Definition',
  labelPlural: 'Entity Definitions',
  keyPrefix: '4ie',
  ...setting,
  virtual: true,
  fields: [
    field('Id', 'id', 18, { required: true, readOnly: true, initial: '' }),
    DURABLE,
    text('QualifiedApiName', 255, { idLookup: true, nameField: true }),
    text('DeveloperName', 255),
    text('MasterLabel', 255),
    text('Label', 255),
    text('PluralLabel', 255),
    text('KeyPrefix', 3),
    text('NamespacePrefix', 15),
    flag('IsQueryable'),
    flag('IsCustomSetting'),
    flag('IsCustomizable'),
    flag('IsTriggerable'),
  ],
};

export const FIELD_DEFINITION: ObjectDef = {
  name: 'FieldDefinition',
  label: 'Field Definition',
  labelPlural: 'Field Definitions',
  keyPrefix: '4fe',
  ...setting,
  virtual: true,
  fields: [
    field('Id', 'id', 18, { required: true, readOnly: true, initial: '' }),
    DURABLE,
    // Names an entity by its durable id, not by a record id.
    field(
      'EntityDefinitionId',
      'string',
      255,
      { idLookup: true, relationshipName: 'EntityDefinition' },
      { referenceTo: ['EntityDefinition'] },
    ),
    text('QualifiedApiName', 255, { nameField: true }),
    text('DeveloperName', 255),
    text('MasterLabel', 255),
    text('Label', 255),
    text('DataType', 255),
    text('NamespacePrefix', 15),
    whole('Length'),
    whole('Precision'),
    whole('Scale'),
    flag('IsNillable'),
    flag('IsIndexed'),
    flag('IsCalculated'),
    flag('IsNameField'),
  ],
};
