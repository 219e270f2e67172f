import type { Org } from './org.js';
import type { ObjectView } from './schema.js';
import type { Field, FieldType } from './shapes.js';

const SOAP_TYPES: Readonly<Record<FieldType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  address: 'urn:address',
  string: 'xsd:string',
  email: 'xsd:string',
  phone: 'xsd:string',
  url: 'xsd:string',
  textarea: 'xsd:string',
  picklist: 'xsd:string',
  multipicklist: 'xsd:string',
  combobox: 'xsd:string',
};

export function describeGlobal(org: Org, version: string): unknown {
  return { encoding: 'UTF-8', maxBatchSize: 200, sobjects: org.schema.objects.map((view) => summary(view, version)) };
}

export function describeObject(org: Org, view: ObjectView, version: string): unknown {
  return {
    ...summary(view, version),
    fields: view.fields.map(describeField),
    childRelationships: view.children.map((one) => ({
      cascadeDelete: one.cascade,
      childSObject: one.object,
      deprecatedAndHidden: false,
      field: one.field.name,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: one.name,
      restrictedDelete: false,
    })),
    recordTypeInfos: [
      {
        active: true,
        available: true,
        defaultRecordTypeMapping: true,
        developerName: 'Master',
        master: true,
        name: 'Master',
        recordTypeId: '012000000000000AAA',
        urls: { layout: `${urlOf(view, version)}/describe/layouts/012000000000000AAA` },
      },
    ],
    namedLayoutInfos: [],
    supportedScopes: [{ label: 'All records', name: 'everything' }],
  };
}

const urlOf = (view: ObjectView, version: string): string => `/services/data/${version}/sobjects/${view.def.name}`;

function summary(view: ObjectView, version: string): Readonly<Record<string, unknown>> {
  const { def } = view;
  const writes = !def.readOnly;
  const url = urlOf(view, version);
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: writes,
    custom: false,
    customSetting: false,
    deepCloneable: false,
    deletable: writes && def.name !== 'User',
    deprecatedAndHidden: false,
    feedEnabled: writes,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: def.keyPrefix,
    label: def.label,
    labelPlural: def.labelPlural,
    layoutable: writes,
    mergeable: def.mergeable,
    mruEnabled: writes,
    name: def.name,
    queryable: true,
    replicateable: writes,
    retrieveable: true,
    searchable: writes,
    triggerable: writes,
    undeletable: writes && def.name !== 'User',
    updateable: writes,
    urls: { sobject: url, describe: `${url}/describe`, rowTemplate: `${url}/{ID}` },
  };
}

function describeField(one: Field): Readonly<Record<string, unknown>> {
  const number = ['double', 'currency', 'percent'].includes(one.type);
  const long = one.type === 'textarea' && one.length > 255;
  const filterable = one.type !== 'address' && !long;
  return {
    aggregatable: filterable && one.type !== 'boolean',
    autoNumber: false,
    byteLength: one.length * 3,
    calculated: one.computed && one.type !== 'address',
    calculatedFormula: null,
    cascadeDelete: one.children?.cascade ?? false,
    caseSensitive: false,
    compoundFieldName: one.compound,
    controllerName: null,
    createable: one.createable,
    custom: one.custom,
    defaultValue: one.type === 'boolean' ? one.initial === true : null,
    defaultedOnCreate: one.defaultedOnCreate,
    dependentPicklist: false,
    deprecatedAndHidden: false,
    digits: one.type === 'int' ? 9 : 0,
    displayLocationInDecimal: false,
    encrypted: false,
    externalId: one.externalId,
    extraTypeInfo: one.type === 'textarea' ? 'plaintextarea' : null,
    filterable,
    filteredLookupInfo: null,
    groupable: filterable && !number && one.type !== 'datetime',
    highScaleNumber: false,
    htmlFormatted: false,
    idLookup: one.idLookup,
    inlineHelpText: null,
    label: one.label,
    length: one.length,
    mask: null,
    maskType: null,
    name: one.name,
    nameField: one.nameField,
    namePointing: one.referenceTo.length > 1,
    nillable: one.nillable,
    permissionable: one.nillable && one.type !== 'address',
    picklistValues: one.picklist.map((value) => ({
      active: value.active,
      defaultValue: value.isDefault,
      label: value.label,
      validFor: null,
      value: value.value,
    })),
    polymorphicForeignKey: one.referenceTo.length > 1,
    precision: number ? 18 : 0,
    queryByDistance: false,
    referenceTargetField: null,
    referenceTo: one.referenceTo,
    relationshipName: one.relationshipName,
    relationshipOrder: null,
    restrictedDelete: false,
    restrictedPicklist: one.restricted,
    scale: one.type === 'currency' ? 2 : 0,
    searchPrefilterable: one.type === 'reference',
    soapType: SOAP_TYPES[one.type],
    sortable: filterable,
    type: one.type,
    unique: one.unique,
    updateable: one.updateable,
    writeRequiresMasterRead: false,
  };
}
