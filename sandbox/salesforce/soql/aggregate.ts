import type { FieldFunctionExpression, FieldType, GroupByClause } from '@jetstreamapp/soql-parser-js';
import type { Org } from '../org.js';
import { renderValue } from '../render.js';
import type { ObjectView } from '../schema.js';
import type { Row, Value } from '../shapes.js';
import { folded } from './filter.js';
import { resolvePath } from './path.js';
import { malformed } from './whereTree.js';

const FUNCTIONS = ['COUNT', 'COUNT_DISTINCT', 'MIN', 'MAX', 'SUM', 'AVG'] as const;
type AggregateName = (typeof FUNCTIONS)[number];

const nameOf = (field: FieldType): AggregateName | null =>
  field.type === 'FieldFunctionExpression'
    ? (FUNCTIONS.find((one) => one === field.functionName.toUpperCase()) ?? null)
    : null;

export const isAggregate = (fields: readonly FieldType[], groups: readonly GroupByClause[]): boolean =>
  groups.length > 0 || fields.some((field) => nameOf(field) !== null);

/** `SELECT COUNT() FROM …`: the answer is its totalSize. */
export const isBareCount = (fields: readonly FieldType[]): boolean =>
  fields.length === 1 &&
  fields.every((field) => nameOf(field) === 'COUNT' && (field as FieldFunctionExpression).parameters.length === 0);

/** Rows of `AggregateResult`: unnamed results are expr0, expr1, … */
export function aggregate(
  org: Org,
  view: ObjectView,
  fields: readonly FieldType[],
  groupBy: readonly GroupByClause[],
  rows: readonly Row[],
): readonly Record<string, unknown>[] {
  const keys = groupBy.map((group) => {
    if (!('field' in group)) throw malformed('functions in GROUP BY are not supported by the sandbox');
    return resolvePath(org, view, group.field, undefined);
  });
  const groups = new Map<string, Row[]>();
  if (keys.length === 0) groups.set('', []);
  for (const row of rows) {
    const key = JSON.stringify(keys.map((path) => folded(path.read(row))));
    const members = groups.get(keys.length === 0 ? '' : key);
    if (members === undefined) groups.set(key, [row]);
    else members.push(row);
  }
  return [...groups.values()].map((members) => {
    const record: Record<string, unknown> = { attributes: { type: 'AggregateResult' } };
    let unnamed = 0;
    for (const field of fields) {
      const name = nameOf(field);
      if (name !== null && field.type === 'FieldFunctionExpression') {
        const label = field.alias ?? `expr${unnamed++}`;
        const [inner] = field.parameters;
        record[label] = typeof inner === 'string' ? compute(org, view, name, inner, members) : members.length;
        continue;
      }
      if (field.type !== 'Field' && field.type !== 'FieldRelationship')
        throw malformed('unexpected column beside an aggregate');
      const written = field.type === 'Field' ? field.field : [...field.relationships, field.field].join('.');
      const path = resolvePath(org, view, written, undefined);
      if (!keys.some((key) => key.field === path.field))
        throw malformed(`Field must be grouped or aggregated: ${written}`);
      const first = members[0];
      record['alias' in field && field.alias !== undefined ? field.alias : path.field.name] =
        first === undefined ? null : renderValue(path.field, path.read(first));
    }
    return record;
  });
}

function compute(org: Org, view: ObjectView, name: AggregateName, written: string, rows: readonly Row[]): unknown {
  const path = resolvePath(org, view, written, undefined);
  const values = rows.map((row) => path.read(row)).filter((value) => value !== null);
  switch (name) {
    case 'COUNT':
      return values.length;
    case 'COUNT_DISTINCT':
      return new Set(values.map(folded)).size;
    case 'MIN':
    case 'MAX': {
      let best: Value = null;
      for (const value of values) if (best === null || (name === 'MIN' ? value < best : value > best)) best = value;
      return renderValue(path.field, best);
    }
    case 'SUM':
      return values.reduce<number>((sum, value) => sum + Number(value), 0);
    case 'AVG':
      return values.length === 0 ? null : values.reduce<number>((sum, value) => sum + Number(value), 0) / values.length;
  }
}
