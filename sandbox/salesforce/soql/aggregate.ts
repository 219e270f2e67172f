import type { FieldFunctionExpression, FieldType, FunctionExp, Query } from '@jetstreamapp/soql-parser-js';
import { field as fieldOf } from '../fields.js';
import type { Org } from '../org.js';
import { renderValue } from '../render.js';
import type { ObjectView } from '../schema.js';
import type { Field, Row, Value } from '../shapes.js';
import { compute, functionOf } from './aggregateFunctions.js';
import { resolveFunction } from './functions.js';
import { resolvePath, type Path } from './path.js';
import { folded, valueCheck } from './valueCheck.js';
import { malformed, whereTree, type Tree } from './whereTree.js';

export const isAggregate = ({ fields = [], groupBy = [] }: Query): boolean =>
  [groupBy].flat().length > 0 ||
  fields.some((field) => field.type === 'FieldFunctionExpression' && functionOf(field) !== null);

/** `SELECT COUNT() FROM …`: the answer is its totalSize. */
export const isBareCount = ({ fields = [] }: Query): boolean =>
  fields.length === 1 &&
  fields.every(
    (field) =>
      field.type === 'FieldFunctionExpression' && functionOf(field) === 'COUNT' && field.parameters.length === 0,
  );

interface Group {
  readonly rows: readonly Row[];
}

/** A column of the answer, as it is selected, filtered by HAVING or ordered by. */
interface Term {
  readonly label: string;
  readonly field: Field;
  read(group: Group): Value;
}

/** Rows of `AggregateResult`: unnamed results are expr0, expr1, … Source: SOQL and SOSL Reference, GROUP BY. */
export function aggregate(
  org: Org,
  view: ObjectView,
  query: Query,
  rows: readonly Row[],
): readonly Record<string, unknown>[] {
  const alias = query.sObjectAlias;
  const keys = [query.groupBy ?? []].flat().map((group) => {
    const path =
      'field' in group ? resolvePath(org, view, group.field, alias) : resolveFunction(org, view, group.fn, alias);
    if (!isGroupable(path.field))
      throw malformed(`field '${path.field.name}' can not be grouped in a query call`, path.field.name);
    return { path, written: 'field' in group ? group.field : (group.fn.rawValue ?? '') };
  });
  const keyed = (written: string, path: Path): Path => {
    const key = keys.find((one) => one.path.field === path.field || same(one.written, written));
    if (key === undefined) throw malformed(`Field must be grouped or aggregated: ${written}`, written);
    return key.path;
  };
  const termOfField = (written: string, label: string): Term => {
    const path = keyed(written, resolvePath(org, view, written, alias));
    return { label, field: path.field, read: ({ rows: [first] }) => (first === undefined ? null : path.read(first)) };
  };
  const termOfFunction = (fn: FunctionExp | FieldFunctionExpression, label: string): Term => {
    const name = functionOf(fn);
    if (name === null) {
      const path = keyed(fn.rawValue ?? '', resolveFunction(org, view, fn, alias));
      return { label, field: path.field, read: ({ rows: [first] }) => (first === undefined ? null : path.read(first)) };
    }
    const [inner] = fn.parameters ?? [];
    if (typeof inner !== 'string') return { label, field: COUNTED, read: ({ rows }) => rows.length };
    const path = resolvePath(org, view, inner, alias);
    return compute(name, path, label);
  };
  let unnamed = 0;
  const terms = (query.fields ?? []).map((field): Term => {
    if (field.type === 'FieldFunctionExpression') return termOfFunction(field, field.alias ?? `expr${unnamed++}`);
    const written = writtenOf(field);
    return termOfField(written, ('alias' in field ? field.alias : undefined) ?? written.split('.').at(-1) ?? written);
  });
  const byLabel = (name: string): Term => terms.find(({ label }) => same(label, name)) ?? termOfField(name, name);

  let groups = grouped(
    rows,
    keys.map(({ path }) => path),
  );
  if (query.having !== undefined) {
    const holds = having(org, whereTree(query.having), (field, fn) =>
      fn === null ? byLabel(field) : termOfFunction(fn, ''),
    );
    groups = groups.filter(holds);
  }
  const order = [query.orderBy ?? []].flat().map((one) => ({
    term: 'field' in one ? byLabel(one.field) : termOfFunction(one.fn, ''),
    sign: one.order === 'DESC' ? -1 : 1,
    nullsFirst: one.nulls === undefined ? one.order !== 'DESC' : one.nulls === 'FIRST',
  }));
  if (order.length > 0)
    groups.sort((a, b) => {
      for (const { term, sign, nullsFirst } of order) {
        const [left, right] = [folded(term.read(a)), folded(term.read(b))];
        if (left === right) continue;
        if (left === null || right === null) return (left === null) === nullsFirst ? -1 : 1;
        return left < right ? -sign : sign;
      }
      return 0;
    });
  const from = query.offset ?? 0;
  return groups.slice(from, query.limit === undefined ? undefined : from + query.limit).map((group) => ({
    attributes: { type: 'AggregateResult' },
    ...Object.fromEntries(terms.map(({ label, field, read }) => [label, renderValue(field, read(group))])),
  }));
}

const COUNTED = fieldOf('count', 'int', 0);
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const isGroupable = ({ type, length }: Field): boolean =>
  !['double', 'currency', 'percent', 'datetime', 'address', 'location', 'multipicklist'].includes(type) &&
  !(type === 'textarea' && length > 255);

function writtenOf(field: FieldType): string {
  if (field.type === 'Field') return field.field;
  if (field.type === 'FieldRelationship') return [...field.relationships, field.field].join('.');
  throw malformed('unexpected column beside an aggregate');
}

/** Without keys everything is one group, be it empty. */
function grouped(rows: readonly Row[], keys: readonly Path[]): Group[] {
  if (keys.length === 0) return [{ rows }];
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map((path) => folded(path.read(row))));
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [row]);
    else members.push(row);
  }
  return [...groups.values()].map((members) => ({ rows: members }));
}

function having(
  org: Org,
  tree: Tree,
  term: (field: string, fn: FunctionExp | null) => Term,
): (group: Group) => boolean {
  switch (tree.kind) {
    case 'and':
    case 'or': {
      const parts = tree.parts.map((part) => having(org, part, term));
      return tree.kind === 'and'
        ? (group) => parts.every((part) => part(group))
        : (group) => parts.some((part) => part(group));
    }
    case 'not': {
      const part = having(org, tree.part, term);
      return (group) => !part(group);
    }
    case 'test': {
      const { field, read } = term(tree.test.field, tree.test.fn);
      const check = valueCheck(org, tree.test, field);
      return (group) => check(read(group));
    }
  }
}
