import type { FieldFunctionExpression, FunctionExp } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../apiError.js';
import { field as fieldOf } from '../fields.js';
import type { Field, Row, Value } from '../shapes.js';
import type { Path } from './path.js';
import { folded } from './valueCheck.js';

const FUNCTIONS = ['COUNT', 'COUNT_DISTINCT', 'MIN', 'MAX', 'SUM', 'AVG'] as const;
export type AggregateName = (typeof FUNCTIONS)[number];

export const functionOf = (fn: FunctionExp | FieldFunctionExpression): AggregateName | null =>
  FUNCTIONS.find((one) => one === fn.functionName?.toUpperCase()) ?? null;

interface Computed {
  readonly label: string;
  readonly field: Field;
  read(group: { readonly rows: readonly Row[] }): Value;
}

const NUMBERS = ['int', 'double', 'currency', 'percent'];
/** What COUNT and the like come out as. */
const WHOLE = fieldOf('count', 'int', 0);
const NUMBER = fieldOf('sum', 'double', 0);

/** An aggregate function over one field. Nulls are left out. Source: SOQL and SOSL Reference, Aggregate Functions. */
export function compute(name: AggregateName, path: Path, label: string): Computed {
  const values = (rows: readonly Row[]): readonly NonNullable<Value>[] => rows.flatMap((row) => path.read(row) ?? []);
  const refused = () =>
    refuse(
      'MALFORMED_QUERY',
      `field ${path.field.name} does not support aggregate operator ${name}`,
      undefined,
      path.field.name,
    );
  switch (name) {
    case 'COUNT':
      return { label, field: WHOLE, read: ({ rows }) => values(rows).length };
    case 'COUNT_DISTINCT':
      return { label, field: WHOLE, read: ({ rows }) => new Set(values(rows).map(folded)).size };
    case 'MIN':
    case 'MAX':
      if (path.field.type === 'boolean' || path.field.type === 'address') throw refused();
      return {
        label,
        field: path.field,
        read: ({ rows }) => {
          let best: Value = null;
          for (const value of values(rows))
            if (best === null || (name === 'MIN' ? value < best : value > best)) best = value;
          return best;
        },
      };
    case 'SUM':
    case 'AVG':
      if (!NUMBERS.includes(path.field.type)) throw refused();
      return {
        label,
        field: NUMBER,
        read: ({ rows }) => {
          const all = values(rows);
          if (all.length === 0) return null;
          const sum = all.reduce<number>((so, value) => so + Number(value), 0);
          return name === 'SUM' ? sum : sum / all.length;
        },
      };
  }
}
