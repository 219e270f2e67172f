import type { FieldFunctionExpression, FieldType, FieldTypeOf, Subquery } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../apiError.js';
import type { Org } from '../org.js';
import { attributes, renderField, renderValue, type StampStyle } from '../render.js';
import type { ObjectView } from '../schema.js';
import type { Field, Row } from '../shapes.js';
import { resolveFunction } from './functions.js';
import { follow, resolvePath } from './path.js';
import { recordJson } from './recordJson.js';
import { compileRows, invalidType } from './rows.js';
import { malformed } from './whereTree.js';

/** A flat column, in the words of the query: `Account.Name`. */
export interface Column {
  readonly name: string;
  /** null: a child list, a TYPEOF. */
  readonly field: Field | null;
  /** Of a child list: what it selects. */
  readonly inner?: readonly Column[];
  cell(row: Row): unknown;
}

/** How rows become records of an answer. */
export interface Selection {
  readonly columns: readonly Column[];
  record(row: Row): Record<string, unknown>;
  /** The record as JSON. */
  json(row: Row): string;
}

export interface SelectContext {
  readonly org: Org;
  readonly version: string;
  readonly deleted: boolean;
  readonly style: StampStyle;
}

export function compileSelect(
  context: SelectContext,
  view: ObjectView,
  fields: readonly FieldType[],
  alias: string | undefined,
  limit: number | undefined,
): Selection {
  const parts = expand(view, fields, limit).map((field) => compileField(context, view, field, alias));
  const seen = new Set<string>();
  for (const { name } of parts) {
    if (seen.has(name.toLowerCase())) throw malformed(`duplicate field selected: ${name}`, name);
    seen.add(name.toLowerCase());
  }
  const record = (row: Row): Record<string, unknown> => {
    const made: Record<string, unknown> = { attributes: attributes(context.version, view.def.name, row.Id) };
    for (const part of parts) part.write(made, row);
    return made;
  };
  return { columns: parts, record, json: recordJson(context, view, parts) ?? ((row) => JSON.stringify(record(row))) };
}

interface Part extends Column {
  /** A field of the object's own: nothing nests. */
  readonly flat?: boolean;
  write(record: Record<string, unknown>, row: Row): void;
}

function compileField(context: SelectContext, view: ObjectView, field: FieldType, alias: string | undefined): Part {
  switch (field.type) {
    case 'Field':
      return plain(context, view, field.field, alias);
    case 'FieldRelationship':
      return related(context, view, [...field.relationships, field.field].join('.'), alias);
    case 'FieldSubquery':
      return children(context, view, field.subquery);
    case 'FieldFunctionExpression':
      return functionPart(context, view, field, alias);
    case 'FieldTypeof':
      return typeofPart(context, view, field);
  }
}

/** `toLabel(Status)` under the field's own name, other functions under expr0 or their alias. */
function functionPart(
  context: SelectContext,
  view: ObjectView,
  fn: FieldFunctionExpression,
  alias: string | undefined,
): Part {
  const path = resolveFunction(context.org, view, fn, alias);
  const isLabel = fn.functionName.toUpperCase() === 'TOLABEL';
  const name = fn.alias ?? (isLabel ? path.field.name : 'expr0');
  const label = (row: Row): unknown => {
    const value = path.read(row);
    return path.field.picklist.find((one) => one.value === value)?.label ?? value;
  };
  const cell = isLabel ? label : (row: Row): unknown => renderValue(path.field, path.read(row), context.style);
  return {
    name,
    field: path.field,
    cell,
    write: (record, row) => {
      record[name] = cell(row);
    },
  };
}

/** `TYPEOF Who WHEN Contact THEN Email ELSE Name END`. Source: SOQL and SOSL Reference, TYPEOF. */
function typeofPart(context: SelectContext, view: ObjectView, { field: written, conditions }: FieldTypeOf): Part {
  const hop = view.parent(written);
  if (hop === null || hop.referenceTo.length < 2)
    throw malformed(`TYPEOF needs a polymorphic relationship: ${written}`, written);
  const compiled = conditions.map(({ objectType, fieldList }) => {
    const targets = objectType === undefined ? hop.referenceTo : [objectType];
    const among = targets.flatMap((name) => {
      const target = context.org.schema.object(name);
      if (target === null || !hop.referenceTo.includes(target.def.name)) throw invalidType(name);
      return target;
    });
    // Without a type the fields are those all have: read where they are there.
    if (objectType !== undefined)
      for (const name of fieldList) resolvePath(context.org, among[0] as ObjectView, name, undefined);
    return { object: objectType === undefined ? null : (among[0]?.def.name ?? null), fieldList };
  });
  const name = hop.relationshipName ?? hop.name;
  const cell = (row: Row): unknown => {
    const end = follow(context.org, [hop], view, row);
    if (end === null) return null;
    const chosen =
      compiled.find(({ object }) => object === end.view.def.name) ?? compiled.find(({ object }) => object === null);
    if (chosen === undefined) return null;
    const record: Record<string, unknown> = { attributes: attributes(context.version, end.view.def.name, end.row.Id) };
    for (const each of chosen.fieldList)
      if (end.view.field(each) !== null || each.includes('.'))
        plain(context, end.view, each, undefined).write(record, end.row);
    return record;
  };
  return {
    name,
    field: null,
    cell,
    write: (record, row) => {
      record[name] = cell(row);
    },
  };
}

function plain(context: SelectContext, view: ObjectView, written: string, alias: string | undefined): Part {
  if (written.includes('.')) return related(context, view, written, alias);
  const { field } = resolvePath(context.org, view, written, alias);
  const cell = (row: Row): unknown => renderField(context.org, view, field, row, context.style);
  return {
    name: field.name,
    field,
    flat: true,
    cell,
    write: (record, row) => {
      record[field.name] = cell(row);
    },
  };
}

function related(context: SelectContext, view: ObjectView, written: string, alias: string | undefined): Part {
  const { org, version, style } = context;
  const { hops, field } = resolvePath(org, view, written, alias);
  if (hops.length === 0) return plain(context, view, field.name, alias);
  const names = hops.map((hop) => hop.relationshipName ?? hop.name);
  const cell = (row: Row): unknown => {
    const end = follow(org, hops, view, row);
    if (end === null) return null;
    const own = end.view.field(field.name);
    return own === null
      ? field.name === 'Type'
        ? end.view.def.name
        : null
      : renderField(org, end.view, own, end.row, style);
  };
  return {
    name: [...names, field.name].join('.'),
    field,
    cell,
    write: (record, row) => {
      let at = record;
      for (const [depth, name] of names.entries()) {
        const parent = follow(org, hops.slice(0, depth + 1), view, row);
        if (parent === null) {
          at[name] = null;
          return;
        }
        const known = at[name];
        const next =
          typeof known === 'object' && known !== null
            ? (known as Record<string, unknown>)
            : { attributes: attributes(version, parent.view.def.name, parent.row.Id) };
        at[name] = next;
        at = next;
      }
      at[field.name] = cell(row);
    },
  };
}

/** Children through the parent: `(SELECT Id FROM Contacts)`; none are null, not an empty list. */
function children(context: SelectContext, view: ObjectView, subquery: Subquery): Part {
  const name = subquery.relationshipName;
  const relation = view.children.find((one) => one.name?.toLowerCase() === name.toLowerCase());
  const child = relation === undefined ? null : context.org.schema.object(relation.object);
  if (relation === undefined || child === null) {
    throw refuse(
      'INVALID_TYPE',
      `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
      undefined,
      name,
    );
  }
  const rows = compileRows(context.org, child, subquery, context.deleted);
  const selection = compileSelect(context, child, subquery.fields ?? [], subquery.sObjectAlias, subquery.limit);
  const table = context.org.table(child.def.name);
  const cell = (row: Row): unknown => {
    const among =
      table.find(relation.field.name, row.Id) ?? [...table.all()].filter((one) => one[relation.field.name] === row.Id);
    const found = rows.run(among);
    return found.length === 0
      ? null
      : { totalSize: found.length, done: true, records: found.map((one) => selection.record(one)) };
  };
  const key = relation.name ?? name;
  return {
    name: key,
    field: null,
    inner: selection.columns,
    cell,
    write: (record, row) => {
      record[key] = cell(row);
    },
  };
}

/** `FIELDS(ALL)` and the like; Salesforce wants a limit of at most 200 with them. */
function expand(view: ObjectView, fields: readonly FieldType[], limit: number | undefined): readonly FieldType[] {
  return fields.flatMap((field): readonly FieldType[] => {
    if (field.type !== 'FieldFunctionExpression' || field.functionName.toUpperCase() !== 'FIELDS') return [field];
    const which = String(field.parameters[0] ?? '').toUpperCase();
    if (which !== 'STANDARD' && (limit === undefined || limit > 200)) {
      throw malformed('The SOQL FIELDS function must have a LIMIT of at most 200', 'FIELDS');
    }
    return view.fields
      .filter((one) => which === 'ALL' || one.custom === (which === 'CUSTOM'))
      .map((one) => ({ type: 'Field', field: one.name }));
  });
}
