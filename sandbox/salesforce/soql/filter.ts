import type { Query } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../apiError.js';
import { normaliseId } from '../ids.js';
import type { Org } from '../org.js';
import type { ObjectView } from '../schema.js';
import type { Field, Row, Value } from '../shapes.js';
import { dateRange } from './dateRange.js';
import { resolvePath, type Path } from './path.js';
import { malformed, type RawTest, type Tree } from './whereTree.js';

/** Epoch ms, both inclusive. */
export interface StampBounds {
  readonly from: number;
  readonly to: number;
}

/** A condition made ready: whether a row meets it, and what an index may be asked first. */
export interface Filter {
  holds(row: Row): boolean;
  readonly stamps: StampBounds;
  /** An equality one of which must hold: rows can be fetched by index. */
  readonly keys: { readonly field: string; readonly values: readonly string[] } | null;
}

const ANY: StampBounds = { from: -Infinity, to: Infinity };

export interface FilterContext {
  readonly org: Org;
  readonly view: ObjectView;
  readonly alias: string | undefined;
  /** The first column of a semi-join's rows. */
  column(query: Query): readonly Value[];
}

export function compileFilter(tree: Tree, context: FilterContext): Filter {
  switch (tree.kind) {
    case 'and': {
      const parts = tree.parts.map((part) => compileFilter(part, context));
      return {
        holds: (row) => parts.every((part) => part.holds(row)),
        stamps: {
          from: Math.max(...parts.map((part) => part.stamps.from)),
          to: Math.min(...parts.map((part) => part.stamps.to)),
        },
        keys: parts.map((part) => part.keys).find((keys) => keys !== null) ?? null,
      };
    }
    case 'or': {
      const parts = tree.parts.map((part) => compileFilter(part, context));
      return {
        holds: (row) => parts.some((part) => part.holds(row)),
        stamps: {
          from: Math.min(...parts.map((part) => part.stamps.from)),
          to: Math.max(...parts.map((part) => part.stamps.to)),
        },
        keys: null,
      };
    }
    case 'not': {
      const { holds } = compileFilter(tree.part, context);
      return { holds: (row) => !holds(row), stamps: ANY, keys: null };
    }
    case 'test':
      return compileTest(tree.test, context);
  }
}

function compileTest(test: RawTest, context: FilterContext): Filter {
  const path = resolvePath(context.org, context.view, test.field, context.alias);
  if (path.field.type === 'address' || (path.field.type === 'textarea' && path.field.length > 255)) {
    throw refuse('INVALID_FIELD', `field '${path.field.name}' can not be filtered in a query call`);
  }
  const direct = path.hops.length === 0;
  if (test.operator === 'IN' || test.operator === 'NOT IN') return compileIn(test, path, direct, context);
  if (typeof test.value !== 'string' || typeof test.literal !== 'string')
    throw malformed(`unexpected list for '${test.field}'`);
  if (test.literal.startsWith('DATE_')) return compileRange(test, path, context);
  const wanted = literal(path.field, test.value, test.literal);
  const { read } = path;
  const like = test.operator === 'LIKE' ? pattern(path.field, test.value, test.literal) : null;
  const holds =
    like === null
      ? comparison(test.operator, path.field, wanted)
      : (value: Value) => typeof value === 'string' && like.test(value);
  return {
    holds: (row) => holds(read(row)),
    stamps:
      direct && path.field.name === 'SystemModstamp' && typeof wanted === 'number'
        ? bounds(test.operator, wanted)
        : ANY,
    keys:
      direct && test.operator === '=' && typeof wanted === 'string' && isText(path.field)
        ? { field: path.field.name, values: [wanted] }
        : null,
  };
}

function compileIn(test: RawTest, path: Path, direct: boolean, context: FilterContext): Filter {
  const values =
    test.query === null
      ? [test.value]
          .flat()
          .map((one, at) =>
            literal(path.field, one, typeof test.literal === 'string' ? test.literal : (test.literal[at] ?? 'STRING')),
          )
      : context.column(test.query);
  const wanted = new Set(values.map(folded));
  const { read } = path;
  const negated = test.operator === 'NOT IN';
  const texts = values.filter((one) => typeof one === 'string');
  return {
    holds: (row) => wanted.has(folded(read(row))) !== negated,
    stamps: ANY,
    keys:
      direct && !negated && isText(path.field) && texts.length === values.length
        ? { field: path.field.name, values: texts }
        : null,
  };
}

function compileRange(test: RawTest, path: Path, { org }: FilterContext): Filter {
  const range = dateRange(String(test.value), org.kit.clock.now());
  if (range === null) throw malformed(`date literal ${String(test.value)} is not supported by the sandbox`);
  const { read } = path;
  const at = (row: Row): number | null => {
    const value = read(row);
    return typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? value : null;
  };
  const holds: Readonly<Record<string, (value: number) => boolean>> = {
    '=': (value) => value >= range.from && value < range.to,
    '!=': (value) => value < range.from || value >= range.to,
    '<': (value) => value < range.from,
    '<=': (value) => value < range.to,
    '>': (value) => value >= range.to,
    '>=': (value) => value >= range.from,
  };
  const check = holds[test.operator];
  if (check === undefined) throw malformed(`invalid operator on ${path.field.name}`);
  return {
    holds: (row) => {
      const value = at(row);
      return value === null ? test.operator === '!=' : check(value);
    },
    stamps: ANY,
    keys: null,
  };
}

function bounds(operator: string, at: number): StampBounds {
  switch (operator) {
    case '=':
      return { from: at, to: at };
    case '>':
    case '>=':
      return { from: at, to: Infinity };
    case '<':
    case '<=':
      return { from: -Infinity, to: at };
    default:
      return ANY;
  }
}

const NUMBERS = new Set(['int', 'double', 'currency', 'percent']);
const isText = (field: Field): boolean =>
  !NUMBERS.has(field.type) && !['boolean', 'date', 'datetime'].includes(field.type);

/** A raw literal as the field's value. Throws INVALID_FIELD where its kind does not fit, as Salesforce does. */
function literal(field: Field, raw: string, kind: string): Value {
  if (kind === 'NULL') return null;
  const wrong = () =>
    refuse(
      'INVALID_FIELD',
      `value of filter criterion for field '${field.name}' must be of type ${field.type} and ${isText(field) ? 'should' : 'should not'} be enclosed in quotes`,
    );
  if (field.type === 'boolean') {
    if (kind !== 'BOOLEAN') throw wrong();
    return raw.toUpperCase() === 'TRUE';
  }
  if (NUMBERS.has(field.type)) {
    if (kind !== 'INTEGER' && kind !== 'DECIMAL') throw wrong();
    return Number(raw);
  }
  if (field.type === 'datetime') {
    if (kind !== 'DATETIME') throw wrong();
    return Date.parse(raw);
  }
  if (field.type === 'date') {
    if (kind !== 'DATE') throw wrong();
    return raw;
  }
  if (kind !== 'STRING') throw wrong();
  const text = unquote(raw);
  if (field.type !== 'id' && field.type !== 'reference') return text;
  const id = normaliseId(text);
  if (id === null && text !== '') throw refuse('INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text}`);
  return id;
}

function comparison(operator: string, field: Field, wanted: Value): (value: Value) => boolean {
  const target = folded(wanted);
  // Ids are told apart by case; the last three characters of 18 already say it.
  const exact = field.type === 'id' || field.type === 'reference';
  const key = exact ? (value: Value) => value : folded;
  const against = exact ? wanted : target;
  switch (operator) {
    case '=':
      return (value) => key(value) === against;
    case '!=':
    case '<>':
      return (value) => key(value) !== against;
    case '<':
      return (value) => value !== null && against !== null && (key(value) as string) < (against as string);
    case '<=':
      return (value) => value !== null && against !== null && (key(value) as string) <= (against as string);
    case '>':
      return (value) => value !== null && against !== null && (key(value) as string) > (against as string);
    case '>=':
      return (value) => value !== null && against !== null && (key(value) as string) >= (against as string);
    case 'INCLUDES':
      return (value) => typeof value === 'string' && value.toLowerCase().split(';').includes(String(target));
    case 'EXCLUDES':
      return (value) => typeof value !== 'string' || !value.toLowerCase().split(';').includes(String(target));
    default:
      throw malformed(`unexpected token: ${operator}`);
  }
}

/** Text compares in any case. */
export function folded(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function pattern(field: Field, raw: string, kind: string): RegExp {
  if (!isText(field) || field.type === 'id' || field.type === 'reference' || kind !== 'STRING') {
    throw refuse('INVALID_FIELD', `invalid operator on ${field.type} field: ${field.name}`);
  }
  let source = '';
  const inner = raw.slice(1, -1);
  for (let at = 0; at < inner.length; at += 1) {
    const char = inner.charAt(at);
    if (char === '\\') {
      at += 1;
      const escaped = inner.charAt(at);
      source += quoteRegExp(escaped === '%' || escaped === '_' ? escaped : unescape(escaped));
    } else if (char === '%') source += '[\\s\\S]*';
    else if (char === '_') source += '[\\s\\S]';
    else source += quoteRegExp(char);
  }
  return new RegExp(`^${source}$`, 'iu');
}

const quoteRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  N: '\n',
  R: '\r',
  T: '\t',
  B: '\b',
  F: '\f',
};
const unescape = (char: string): string => ESCAPES[char] ?? char;

function unquote(raw: string): string {
  return raw
    .slice(1, -1)
    .replace(/\\u([0-9a-fA-F]{4})|\\(.)/g, (_whole, code: string | undefined, char: string | undefined) =>
      code === undefined ? unescape(char ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
    );
}
