import type { Query } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../apiError.js';
import type { Org } from '../org.js';
import type { ObjectView } from '../schema.js';
import type { Row, Value } from '../shapes.js';
import { resolveFunction } from './functions.js';
import { literal } from './literal.js';
import { resolvePath, type Path } from './path.js';
import { ANYWHERE, both, either, idBounds, stampBounds, type Bounds } from './bounds.js';
import { folded, isKeyed, valueCheck } from './valueCheck.js';
import { malformed, type RawTest, type Tree } from './whereTree.js';

/** A condition made ready: whether a row meets it, and what an index may be asked first. */
export interface Filter {
  holds(row: Row): boolean;
  readonly bounds: Bounds;
  /** An equality one of which must hold: rows can be fetched by index. */
  readonly keys: { readonly field: string; readonly values: readonly string[] } | null;
}

export interface FilterContext {
  readonly org: Org;
  readonly view: ObjectView;
  readonly alias: string | undefined;
  /** The first column of a semi-join's rows. */
  column(query: Query): readonly Value[];
}

export function compileFilter(tree: Tree, context: FilterContext, nested = false): Filter {
  switch (tree.kind) {
    case 'and': {
      const parts = tree.parts.map((part) => compileFilter(part, context, nested));
      return {
        holds: (row) => parts.every((part) => part.holds(row)),
        bounds: parts.map((part) => part.bounds).reduce(both),
        keys: parts.map((part) => part.keys).find((keys) => keys !== null) ?? null,
      };
    }
    case 'or': {
      const parts = tree.parts.map((part) => compileFilter(part, context, true));
      return {
        holds: (row) => parts.some((part) => part.holds(row)),
        bounds: parts.map((part) => part.bounds).reduce(either),
        keys: null,
      };
    }
    case 'not': {
      const { holds } = compileFilter(tree.part, context, true);
      return { holds: (row) => !holds(row), bounds: ANYWHERE, keys: null };
    }
    case 'test':
      return compileTest(tree.test, context, nested);
  }
}

function compileTest(test: RawTest, context: FilterContext, nested: boolean): Filter {
  const { org, view, alias } = context;
  const path =
    test.fn === null ? resolvePath(org, view, test.field, alias) : resolveFunction(org, view, test.fn, alias);
  const { field, read } = path;
  if (field.type === 'address' || field.type === 'location' || (field.type === 'textarea' && field.length > 255))
    throw refuse('INVALID_FIELD', `field '${field.name}' can not be filtered in a query call`, undefined, field.name);
  if (test.query !== null) return compileSemiJoin(test, test.query, path, context, nested);
  const check = valueCheck(org, test, field);
  const direct = path.hops.length === 0 && test.fn === null;
  const single =
    typeof test.value === 'string' && typeof test.literal === 'string' && !test.literal.startsWith('DATE_');
  const wanted =
    single && field.type !== 'multipicklist' && test.operator !== 'LIKE'
      ? literal(field, test.value as string, test.literal as string)
      : null;
  const bounds = !direct
    ? ANYWHERE
    : typeof wanted === 'number'
      ? stampBounds(field.name, test.operator, wanted)
      : idBounds(field.name, test.operator, wanted);
  return { holds: (row) => check(read(row)), bounds, keys: direct ? keysOf(test, path, wanted) : null };
}

function keysOf(test: RawTest, { field }: Path, wanted: Value): Filter['keys'] {
  if (!isKeyed(field)) return null;
  if (test.operator === '=') return typeof wanted === 'string' ? { field: field.name, values: [wanted] } : null;
  if (test.operator !== 'IN') return null;
  const kinds = [test.literal].flat();
  const values = [test.value]
    .flat()
    .map((raw, at) => literal(field, raw, kinds[Math.min(at, kinds.length - 1)] ?? 'STRING'));
  const texts = values.filter((one) => typeof one === 'string');
  return texts.length === values.length ? { field: field.name, values: texts } : null;
}

/** Only at the top level, and ids against ids. Source: SOQL and SOSL Reference, Comparison Operators, semi-joins. */
function compileSemiJoin(test: RawTest, query: Query, path: Path, context: FilterContext, nested: boolean): Filter {
  const { field, read, hops } = path;
  if (nested)
    throw malformed(
      'Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.',
      'SELECT',
    );
  if (field.type !== 'id' && field.type !== 'reference')
    throw malformed(
      `The left operand field in the where expression for semi join query should be an id or reference field: ${field.name}`,
      field.name,
    );
  const values = context.column(query);
  const wanted = new Set(values.map(folded));
  const negated = test.operator === 'NOT IN';
  const texts = values.filter((one) => typeof one === 'string');
  return {
    holds: (row) => wanted.has(folded(read(row))) !== negated,
    bounds: ANYWHERE,
    keys: hops.length === 0 && !negated ? { field: field.name, values: texts } : null,
  };
}
