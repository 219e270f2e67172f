import type { Query } from '@jetstreamapp/soql-parser-js';

/** A column of an aggregate's answer. */
export interface AggregateColumn {
  /** Its key in the records. */
  readonly name: string;
  /** Its heading: an unnamed function as it was written. */
  readonly shown: string;
  /** Otherwise a field that is grouped by. */
  readonly computed: boolean;
}

/** Columns of an aggregate in the order selected; unnamed functions are expr0, expr1, … */
export function aggregateColumns({ fields = [] }: Query): readonly AggregateColumn[] {
  let unnamed = 0;
  return fields.map((field) => {
    const alias = 'alias' in field && typeof field.alias === 'string' ? field.alias : null;
    switch (field.type) {
      case 'FieldFunctionExpression':
        return alias === null
          ? { name: `expr${unnamed++}`, shown: field.rawValue ?? field.functionName, computed: true }
          : { name: alias, shown: alias, computed: true };
      case 'Field':
      case 'FieldRelationship':
        return { name: alias ?? field.field, shown: alias ?? field.field, computed: false };
      case 'FieldSubquery':
      case 'FieldTypeof':
        return { name: '', shown: '', computed: false };
    }
  });
}
