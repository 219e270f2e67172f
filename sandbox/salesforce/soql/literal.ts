import { refuse } from '../apiError.js';
import { normaliseId } from '../ids.js';
import type { Field, Value } from '../shapes.js';

const NUMBERS = new Set(['int', 'double', 'currency', 'percent']);
export const isText = (field: Field): boolean =>
  !NUMBERS.has(field.type) && !['boolean', 'date', 'datetime'].includes(field.type);

/** A raw literal as the field's value. Throws INVALID_FIELD where its kind does not fit, as Salesforce does. */
export function literal(field: Field, raw: string, kind: string): Value {
  if (kind === 'NULL') return null;
  const wrong = () =>
    refuse(
      'INVALID_FIELD',
      `value of filter criterion for field '${field.name}' must be of type ${field.type} and ${isText(field) ? 'should' : 'should not'} be enclosed in quotes`,
      undefined,
      field.name,
    );
  if (field.type === 'boolean') {
    if (kind !== 'BOOLEAN') throw wrong();
    return raw.toUpperCase() === 'TRUE';
  }
  if (NUMBERS.has(field.type)) {
    // `USD500`: one currency only, so the prefix says nothing.
    if (kind.endsWith('_WITH_CURRENCY_PREFIX')) return Number(raw.slice(3));
    if (kind !== 'INTEGER' && kind !== 'DECIMAL') throw wrong();
    return Number(raw);
  }
  if (field.type === 'datetime') {
    if (kind !== 'DATETIME') throw wrong();
    const at = Date.parse(raw);
    if (Number.isNaN(at)) throw wrong();
    return at;
  }
  if (field.type === 'date') {
    if (kind !== 'DATE' || Number.isNaN(Date.parse(raw))) throw wrong();
    return raw;
  }
  if (kind !== 'STRING') throw wrong();
  const text = unquote(raw);
  if (field.type !== 'id' && field.type !== 'reference') return text;
  const id = normaliseId(text);
  if (id === null && text !== '')
    throw refuse('INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text}`, undefined, field.name);
  return id;
}

/** LIKE: `%` any text, `_` one character, both escaped by a backslash. */
export function likePattern(field: Field, raw: string, kind: string): RegExp {
  if (!isText(field) || field.type === 'id' || field.type === 'reference' || kind !== 'STRING') {
    throw refuse('INVALID_FIELD', `invalid operator on ${field.type} field: ${field.name}`, undefined, field.name);
  }
  let source = '';
  const inner = raw.slice(1, -1);
  for (let at = 0; at < inner.length; at += 1) {
    const char = inner.charAt(at);
    if (char === '\\') {
      at += 1;
      const escaped = inner.charAt(at);
      source += quoteRegExp(escaped === '%' || escaped === '_' ? escaped : unescape(escaped));
      // Many wildcards in a row are one: a pattern of thousands must not take hours.
    } else if (char === '%') source += source.endsWith('[\\s\\S]*') ? '' : '[\\s\\S]*';
    else if (char === '_') source += '[\\s\\S]';
    else source += quoteRegExp(char);
  }
  return new RegExp(`^${source}$`, 'i');
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

export function unquote(raw: string): string {
  return raw
    .slice(1, -1)
    .replace(/\\u([0-9a-fA-F]{4})|\\(.)/g, (_whole, code: string | undefined, char: string | undefined) =>
      code === undefined ? unescape(char ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
    );
}
