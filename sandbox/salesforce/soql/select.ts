import type { FieldType, Subquery } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../apiError.js';
import type { Org } from '../org.js';
import { attributes, renderField, type StampStyle } from '../render.js';
import type { ObjectView } from '../schema.js';
import type { Row } from '../shapes.js';
import { follow, resolvePath } from './path.js';
import { compileRows } from './rows.js';
import { malformed } from './whereTree.js';

/** A flat column, in the words of the query: `Account.Name`. */
export interface Column {
  readonly name: string;
  cell(row: Row): unknown;
}

/** How rows become records of an answer. */
export interface Selection {
  readonly columns: readonly Column[];
  record(row: Row): Record<string, unknown>;
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
    if (seen.has(name.toLowerCase())) throw malformed(`duplicate field selected: ${name}`);
    seen.add(name.toLowerCase());
  }
  return {
    columns: parts,
    record: (row) => {
      const record: Record<string, unknown> = { attributes: attributes(context.version, view.def.name, row.Id) };
      for (const part of parts) part.write(record, row);
      return record;
    },
  };
}

interface Part extends Column {
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
    case 'FieldFunctionExpression': {
      const [inner] = field.parameters;
      if (field.functionName.toUpperCase() !== 'TOLABEL' || typeof inner !== 'string') {
        throw malformed(`function ${field.functionName} is not supported by the sandbox`);
      }
      const part = plain(context, view, inner, alias);
      return field.alias === undefined ? part : renamed(part, field.alias);
    }
    case 'FieldTypeof':
      throw malformed('TYPEOF is not supported by the sandbox');
  }
}

const renamed = (part: Part, name: string): Part => ({
  name,
  cell: part.cell,
  write: (record, row) => {
    record[name] = part.cell(row);
  },
});

function plain(context: SelectContext, view: ObjectView, written: string, alias: string | undefined): Part {
  if (written.includes('.')) return related(context, view, written, alias);
  const { field } = resolvePath(context.org, view, written, alias);
  const cell = (row: Row): unknown => renderField(context.org, view, field, row, context.style);
  return {
    name: field.name,
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
    throw refuse('INVALID_TYPE', `Didn't understand relationship '${name}' in FROM part of query call.`);
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
      throw malformed(`The SOQL FIELDS function must have a LIMIT of at most 200`);
    }
    return view.fields
      .filter((one) => which === 'ALL' || one.custom === (which === 'CUSTOM'))
      .map((one) => ({ type: 'Field', field: one.name }));
  });
}
