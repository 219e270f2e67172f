import { refuse } from '../apiError.js';
import type { Org } from '../org.js';
import type { Field, Value } from '../shapes.js';
import { dateRange, instants } from './dateRange.js';
import { isText, likePattern, literal, unquote } from './literal.js';
import { malformed, type RawTest } from './whereTree.js';

export type ValueCheck = (value: Value) => boolean;

/** Whether a field's value meets a comparison. Two-valued: null is less than nothing and equal to null only. */
export function valueCheck(org: Org, test: RawTest, field: Field): ValueCheck {
  const kinds = [test.literal].flat();
  const raws = [test.value].flat();
  if (test.operator === 'INCLUDES' || test.operator === 'EXCLUDES') return choices(test, field);
  if (test.operator === 'IN' || test.operator === 'NOT IN') {
    const isRange = (at: number): boolean => kindAt(at).startsWith('DATE_');
    const kindAt = (at: number): string => kinds[Math.min(at, kinds.length - 1)] ?? 'STRING';
    const key = isExact(field) ? (value: Value) => value : folded;
    const ranges = raws.filter((_raw, at) => isRange(at)).map((raw) => inRange(org, '=', field, raw));
    const wanted = new Set(raws.flatMap((raw, at) => (isRange(at) ? [] : [key(literal(field, raw, kindAt(at)))])));
    const holds = (value: Value): boolean => wanted.has(key(value)) || ranges.some((check) => check(value));
    const negated = test.operator === 'NOT IN';
    return (value) => holds(value) !== negated;
  }
  const [raw = '', ...more] = raws;
  const [kind = 'STRING'] = kinds;
  if (more.length > 0) throw malformed(`unexpected list for '${field.name}'`, field.name);
  if (kind.startsWith('DATE_')) return inRange(org, test.operator, field, raw);
  if (test.operator === 'LIKE') {
    const like = likePattern(field, raw, kind);
    return (value) => typeof value === 'string' && like.test(value);
  }
  return comparison(test.operator, field, literal(field, raw, kind));
}

function inRange(org: Org, operator: string, field: Field, raw: string): ValueCheck {
  if (field.type !== 'date' && field.type !== 'datetime')
    throw refuse(
      'INVALID_FIELD',
      `value of filter criterion for field '${field.name}' must be of type ${field.type}`,
      undefined,
      field.name,
    );
  const days = dateRange(raw, org.kit.clock.now(), org.zone);
  if (days === null) throw malformed(`unexpected token: ${raw}`, raw);
  const { from, to } = field.type === 'date' ? days : instants(days, org.zone);
  const checks: Readonly<Record<string, (value: number) => boolean>> = {
    '=': (value) => value >= from && value < to,
    '!=': (value) => value < from || value >= to,
    '<>': (value) => value < from || value >= to,
    '<': (value) => value < from,
    '<=': (value) => value < to,
    '>': (value) => value >= to,
    '>=': (value) => value >= from,
  };
  const check = checks[operator];
  if (check === undefined) throw malformed(`invalid operator on ${field.name}`, field.name);
  const isUnequal = operator === '!=' || operator === '<>';
  return (value) => {
    const at = typeof value === 'string' ? Date.parse(value) : value;
    return typeof at === 'number' ? check(at) : isUnequal;
  };
}

/** Ids are told apart by case, and so are external ids that were made so; all other text compares in any case. */
const isExact = (field: Field): boolean => field.type === 'id' || field.type === 'reference' || field.caseSensitive;

function comparison(operator: string, field: Field, wanted: Value): ValueCheck {
  const key = isExact(field) ? (value: Value) => value : folded;
  const against = key(wanted);
  const ordered = (holds: (value: Value, against: Value) => boolean): ValueCheck => {
    if (field.type === 'boolean')
      throw refuse('INVALID_FIELD', `invalid operator on boolean field: ${field.name}`, undefined, field.name);
    return (value) => value !== null && against !== null && holds(key(value), against);
  };
  switch (operator) {
    case '=':
      return (value) => key(value) === against;
    case '!=':
    case '<>':
      return (value) => key(value) !== against;
    case '<':
      return ordered((value, than) => (value as string) < (than as string));
    case '<=':
      return ordered((value, than) => (value as string) <= (than as string));
    case '>':
      return ordered((value, than) => (value as string) > (than as string));
    case '>=':
      return ordered((value, than) => (value as string) >= (than as string));
    default:
      throw malformed(`unexpected token: ${operator}`, operator);
  }
}

/** `INCLUDES ('A;B', 'C')`: A and B together, or C. */
function choices(test: RawTest, field: Field): ValueCheck {
  if (field.type !== 'multipicklist')
    throw refuse('INVALID_FIELD', `invalid operator on ${field.type} field: ${field.name}`, undefined, field.name);
  const wanted = [test.value].flat().map((raw) => unquote(raw).toLowerCase().split(';'));
  const includes = test.operator === 'INCLUDES';
  return (value) => {
    const chosen = typeof value === 'string' ? value.toLowerCase().split(';') : [];
    return wanted.some((all) => all.every((one) => chosen.includes(one))) === includes;
  };
}

/** Text compares in any case. */
export function folded(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** What an index may be asked: text only, whatever its case. */
export const isKeyed = (field: Field): boolean => isText(field);
