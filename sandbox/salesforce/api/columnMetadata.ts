import type { Field } from '../shapes.js';
import type { AggregateColumn } from '../soql/aggregateColumns.js';
import type { Column } from '../soql/select.js';
import type { Found } from '../soql/runQuery.js';

/** What `columns=true` tells of the selected columns: `sf data query` lays out its table by it. */
export const columnMetadata = (found: Found): unknown => ({
  columnMetadata: [...found.columns.map(column), ...(found.aggregates ?? []).map(aggregate)],
  entityName: found.object,
  groupBy: found.aggregates?.some(({ computed }) => !computed) ?? false,
  idSelected: found.columns.some(({ name }) => name === 'Id'),
  keyPrefix: null,
});

const NUMBERS = ['int', 'double', 'currency', 'percent'];

const aggregate = (one: AggregateColumn): object => {
  return { ...shown(one.name, null, []), aggregate: one.computed, displayName: one.shown };
};

/** A parent's field is a column inside its relationship's; a child list alone is an aggregate. */
function column({ name, field, inner }: Column): object {
  const [head = name, ...rest] = name.split('.');
  if (rest.length > 0) return shown(head, null, [column({ name: rest.join('.'), field, cell: () => null })]);
  return { ...shown(name, field, (inner ?? []).map(column)), aggregate: inner !== undefined };
}

const shown = (name: string, field: Field | null, joinColumns: readonly object[]): object => ({
  aggregate: false,
  apexType: field === null ? null : apexType(field),
  booleanType: field?.type === 'boolean',
  columnName: name,
  custom: field?.custom ?? false,
  displayName: name,
  foreignKeyName: field?.relationshipName ?? null,
  insertable: field?.createable ?? false,
  joinColumns,
  numberType: field !== null && NUMBERS.includes(field.type),
  textType: field === null || !(NUMBERS.includes(field.type) || field.type === 'boolean'),
  updatable: field?.updateable ?? false,
});

function apexType({ type }: Field): string {
  if (type === 'id' || type === 'reference') return 'Id';
  if (type === 'boolean') return 'Boolean';
  if (type === 'int') return 'Integer';
  if (NUMBERS.includes(type)) return 'Double';
  return type === 'date' ? 'Date' : type === 'datetime' ? 'Datetime' : 'String';
}
