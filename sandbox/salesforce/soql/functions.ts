import type { FieldFunctionExpression, FunctionExp } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../apiError.js';
import { field as fieldOf } from '../fields.js';
import type { Org } from '../org.js';
import type { ObjectView } from '../schema.js';
import type { Value } from '../shapes.js';
import { dayOf, wallClock } from './calendar.js';
import { resolvePath, type Path } from './path.js';
import { malformed } from './whereTree.js';

const DAY = 86_400_000;
const dayInYear = (at: Date): number =>
  Math.floor(
    (Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()) - Date.UTC(at.getUTCFullYear(), 0, 1)) / DAY,
  ) + 1;

/** Parts of a date in the user's zone. Fiscal years begin in January. Source: SOQL and SOSL Reference, Date Functions. */
const PARTS: Readonly<Record<string, (at: Date) => number>> = {
  CALENDAR_MONTH: (at) => at.getUTCMonth() + 1,
  CALENDAR_QUARTER: (at) => Math.floor(at.getUTCMonth() / 3) + 1,
  CALENDAR_YEAR: (at) => at.getUTCFullYear(),
  DAY_IN_MONTH: (at) => at.getUTCDate(),
  DAY_IN_WEEK: (at) => at.getUTCDay() + 1,
  DAY_IN_YEAR: dayInYear,
  FISCAL_MONTH: (at) => at.getUTCMonth() + 1,
  FISCAL_QUARTER: (at) => Math.floor(at.getUTCMonth() / 3) + 1,
  FISCAL_YEAR: (at) => at.getUTCFullYear(),
  HOUR_IN_DAY: (at) => at.getUTCHours(),
  WEEK_IN_MONTH: (at) => Math.floor((at.getUTCDate() - 1) / 7) + 1,
  WEEK_IN_YEAR: (at) => Math.floor((dayInYear(at) - 1) / 7) + 1,
};
/** These tell parts of an instant: a plain date has none of them. */
const OF_INSTANTS = new Set(['DAY_ONLY', 'HOUR_IN_DAY']);

/** A date function or `toLabel` as a column of its own. FORMAT, convertCurrency, DISTANCE and the like are refused. */
export function resolveFunction(
  org: Org,
  view: ObjectView,
  fn: FunctionExp | FieldFunctionExpression,
  alias: string | undefined,
): Path {
  const name = (fn.functionName ?? '').toUpperCase();
  const [inner] = fn.parameters ?? [];
  const written = innermost(inner);
  if (written === null) throw malformed(`unexpected token: '${fn.functionName ?? ''}'`, fn.functionName);
  const path = resolvePath(org, view, written, alias);
  if (name === 'TOLABEL') return path;
  const part = PARTS[name];
  if (part === undefined && name !== 'DAY_ONLY')
    throw malformed(`the function ${fn.functionName ?? ''} is not supported by the sandbox`, fn.functionName);
  const { type } = path.field;
  if (type !== 'datetime' && (type !== 'date' || OF_INSTANTS.has(name)))
    throw refuse('INVALID_FIELD', `field ${path.field.name} does not support ${name}`, undefined, path.field.name);
  const { zone } = org;
  const wall = (value: Value): number | null =>
    typeof value === 'number' ? wallClock(value, zone) : typeof value === 'string' ? Date.parse(value) : null;
  if (part === undefined) {
    return {
      ...path,
      field: fieldOf(name, 'date', 0),
      read: (row) => {
        const value = path.read(row);
        return typeof value === 'number' ? new Date(dayOf(value, zone)).toISOString().slice(0, 10) : null;
      },
    };
  }
  return {
    ...path,
    field: fieldOf(name, 'int', 0),
    read: (row) => {
      const at = wall(path.read(row));
      return at === null ? null : part(new Date(at));
    },
  };
}

/** `CALENDAR_MONTH(convertTimezone(CreatedDate))`: dates are told in the user's zone anyway. */
function innermost(inner: unknown): string | null {
  if (typeof inner === 'string') return inner;
  if (typeof inner !== 'object' || inner === null) return null;
  const { functionName, parameters } = inner as FunctionExp;
  return functionName?.toLowerCase() === 'converttimezone' ? innermost(parameters?.[0]) : null;
}
