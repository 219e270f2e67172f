import type { Org } from './org.js';
import type { ObjectView } from './schema.js';
import type { ObjectAction } from './settingShapes.js';
import type { Field, FieldType, PicklistValue } from './shapes.js';

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
  location: 'urn:location',
  time: 'xsd:time',
  encryptedstring: 'xsd:string',
};

export function describeGlobal(org: Org, version: string): unknown {
  return {
    encoding: 'UTF-8',
    maxBatchSize: 200,
    sobjects: org.schema.objects
      .filter(({ def }) => def.virtual !== true && org.may(def.name, 'read'))
      .map((view) => summary(org, view, version)),
  };
}

export function describeObject(org: Org, view: ObjectView, version: string): unknown {
  return {
    ...summary(org, view, version),
    fields: view.fields.map((one) => describeField(view, one)),
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
    recordTypeInfos: recordTypeInfos(org, view, version),
    namedLayoutInfos: [],
    supportedScopes: [{ label: 'All records', name: 'everything' }],
  };
}

/** The master record type is always there; it is the default where no other is. */
function recordTypeInfos(org: Org, view: ObjectView, version: string): readonly object[] {
  const own = org.settings.recordTypes.filter(({ object }) => object.toLowerCase() === view.def.name.toLowerCase());
  const ids = new Map(
    [...org.table('RecordType').all()].map((row) => [`${row['SobjectType']}.${row['DeveloperName']}`, row.Id]),
  );
  const info = (
    id: string,
    name: string,
    developerName: string,
    active: boolean,
    isDefault: boolean,
    master: boolean,
  ) => ({
    active,
    available: active,
    defaultRecordTypeMapping: isDefault,
    developerName,
    master,
    name,
    recordTypeId: id,
    urls: { layout: `${urlOf(view, version)}/describe/layouts/${id}` },
  });
  return [
    ...own.map((one) =>
      info(
        ids.get(`${one.object}.${one.developerName}`) ?? '',
        one.name,
        one.developerName,
        one.active,
        one.default,
        false,
      ),
    ),
    info('012000000000000AAA', 'Master', 'Master', true, !own.some((one) => one.default), true),
  ];
}

const urlOf = (view: ObjectView, version: string): string => `/services/data/${version}/sobjects/${view.def.name}`;

export function summary(org: Org, view: ObjectView, version: string): Readonly<Record<string, unknown>> {
  const { def } = view;
  const writes = !def.readOnly;
  const may = (action: ObjectAction): boolean => org.may(def.name, action);
  const url = urlOf(view, version);
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: writes && may('create'),
    custom: def.custom === true,
    customSetting: false,
    deepCloneable: false,
    deletable: writes && def.name !== 'User' && may('delete'),
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
    updateable: writes && may('edit'),
    urls: { sobject: url, describe: `${url}/describe`, rowTemplate: `${url}/{ID}` },
  };
}

function describeField(view: ObjectView, one: Field): Readonly<Record<string, unknown>> {
  const number = ['double', 'currency', 'percent'].includes(one.type);
  const long = one.type === 'textarea' && one.length > 255;
  const filterable = one.type !== 'address' && one.type !== 'location' && !long && one.type !== 'encryptedstring';
  return {
    aggregatable: filterable && one.type !== 'boolean',
    autoNumber: one.autoNumber !== null,
    byteLength: one.length * 3,
    calculated: one.computed && one.type !== 'address' && one.type !== 'location',
    calculatedFormula: null,
    cascadeDelete: one.children?.cascade ?? false,
    caseSensitive: one.caseSensitive,
    compoundFieldName: one.compound,
    controllerName: one.controller,
    createable: one.createable,
    custom: one.custom,
    defaultValue:
      one.type === 'boolean' ? one.initial === true : one.custom && one.picklist.length === 0 ? one.initial : null,
    defaultedOnCreate: one.defaultedOnCreate,
    dependentPicklist: one.controller !== null,
    deprecatedAndHidden: false,
    digits: one.type === 'int' ? 9 : 0,
    displayLocationInDecimal: false,
    encrypted: one.type === 'encryptedstring',
    externalId: one.externalId,
    extraTypeInfo: one.type === 'textarea' ? (one.html ? 'richtextarea' : 'plaintextarea') : null,
    filterable,
    filteredLookupInfo: null,
    groupable: filterable && !number && one.type !== 'datetime',
    highScaleNumber: false,
    htmlFormatted: one.html,
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
      validFor: validFor(view, one, value),
      value: value.value,
    })),
    polymorphicForeignKey: one.referenceTo.length > 1,
    precision: one.precision,
    queryByDistance: false,
    referenceTargetField: null,
    referenceTo: one.referenceTo,
    relationshipName: one.relationshipName,
    relationshipOrder: one.masterDetail ? 0 : null,
    restrictedDelete: false,
    restrictedPicklist: one.restricted,
    scale: one.scale,
    searchPrefilterable: one.type === 'reference',
    soapType: SOAP_TYPES[one.type],
    sortable: filterable,
    type: one.type,
    unique: one.unique,
    updateable: one.updateable,
    writeRequiresMasterRead: one.masterDetail,
  };
}

/** A bit for each controlling value it may go with, highest bit first, in base64. Source: SOAP API Developer Guide, PicklistEntry.validFor. */
function validFor(view: ObjectView, one: Field, { validFor: among }: PicklistValue): string | null {
  if (among === null || one.controller === null) return null;
  const controller = view.field(one.controller);
  const controlling =
    controller?.type === 'boolean' ? ['false', 'true'] : (controller?.picklist ?? []).map(({ value }) => value);
  const bits = Buffer.alloc(Math.max(3, Math.ceil(controlling.length / 8)));
  for (const [at, value] of controlling.entries())
    if (among.includes(value)) bits[at >> 3] = (bits[at >> 3] ?? 0) | (0x80 >> (at & 7));
  return bits.toString('base64');
}
