import { asDay, asMoment, dayOf, firstMoment } from './day.js';
import { normaliseEmail } from './email.js';
import type { FieldRule } from './mapping.js';
import type { Side } from './side.js';
import { isBlank, type Value } from './value.js';

export type Unfit = 'too-long' | 'not-an-email' | 'not-a-number' | 'not-a-date' | 'not-a-boolean' | 'not-in-map';
export type Converted = { readonly value: Value } | { readonly refused: Unfit };

/** What no system takes for an address is not sent to one: no blanks, one @, a dot after it. */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * A value of one side in the other side's stored form (domain/value.ts). Blank is blank on both sides. Total: never throws.
 * Stable once converted: converting back and forth again gives the same values, lossy as the first step may be.
 */
export function convert(rule: FieldRule, to: Side, value: Value): Converted {
  const text = clean(value);
  if (text === '') return { value: null };
  const mapped = rule.values === undefined ? text : translated(rule.values, to, text);
  if (mapped === null) return { refused: 'not-in-map' };
  if (mapped === '') return { value: null };
  // A mapped value is what the platform stores, whatever the Salesforce type.
  const typed = rule.values !== undefined && to === 'platform' ? { value: mapped } : ofType(rule, to, mapped);
  if ('refused' in typed) return typed;
  const longest = lengthOf(rule, to);
  if (typeof typed.value === 'string' && longest !== null && typed.value.length > longest)
    return { refused: 'too-long' };
  return typed;
}

/** Are the two in step? Either one converted equals the other: lossy maps, dates and encodings must not ping-pong (design, Exactness 7). */
export function samePair(rule: FieldRule, crm: Value, platform: Value): boolean {
  if (isBlank(crm) && isBlank(platform)) return true;
  // What both hold needs no converting, fit for it or not.
  if (rule.values === undefined && same(rule, crm, platform)) return true;
  const there = convert(rule, 'platform', crm);
  if ('value' in there && same(rule, there.value, platform)) return true;
  const back = convert(rule, 'crm', platform);
  return 'value' in back && same(rule, back.value, crm);
}

function ofType(rule: FieldRule, to: Side, text: string): Converted {
  switch (rule.type) {
    case 'text':
    case 'picklist':
    case 'phone':
      return { value: text };
    case 'email':
      return ADDRESS.test(text) ? { value: text } : { refused: 'not-an-email' };
    case 'number': {
      const number = asNumber(text);
      if (number === null) return { refused: 'not-a-number' };
      return { value: storesText(rule, to) ? String(number) : number };
    }
    case 'boolean': {
      const truth = asBoolean(text);
      if (truth === null) return { refused: 'not-a-boolean' };
      return { value: storesText(rule, to) ? String(truth) : truth };
    }
    case 'date':
      return orNoDate(toDay(rule, text));
    case 'datetime':
      return orNoDate(to === 'platform' ? toDay(rule, text) : toMoment(rule, text));
  }
}

/** First listed wins: going back, several Salesforce values may stand for one. Null: not in the map. */
function translated(values: Readonly<Record<string, string>>, to: Side, text: string): string | null {
  const pairs = Object.entries(values).map(([crm, platform]) => ({ crm: clean(crm), platform: clean(platform) }));
  const found = pairs.find((pair) => (to === 'platform' ? pair.crm : pair.platform) === text);
  return found === undefined ? null : to === 'platform' ? found.platform : found.crm;
}

function toDay(rule: FieldRule, text: string): string | null {
  const at = asMoment(text);
  return at === null ? asDay(text) : dayOf(at, zoneOf(rule));
}

function toMoment(rule: FieldRule, text: string): string | null {
  const day = asDay(text);
  const at = day === null ? asMoment(text) : firstMoment(day, zoneOf(rule));
  return at === null ? null : new Date(at).toISOString();
}

function orNoDate(value: string | null): Converted {
  return value === null ? { refused: 'not-a-date' } : { value };
}

function zoneOf(rule: FieldRule): string {
  return rule.zone ?? 'UTC';
}

function same(rule: FieldRule, a: Value, b: Value): boolean {
  const [left, right] = [clean(a), clean(b)];
  if (left === right) return true;
  if (left === '' || right === '') return false;
  switch (rule.type) {
    case 'email':
      return normaliseEmail(left) === normaliseEmail(right);
    case 'phone':
      return /\d/.test(left) && dialled(left) === dialled(right);
    case 'number':
      return asNumber(left) !== null && asNumber(left) === asNumber(right);
    case 'boolean':
      return asBoolean(left) !== null && asBoolean(left) === asBoolean(right);
    case 'datetime':
      return asMoment(left) !== null && asMoment(left) === asMoment(right);
    case 'date':
    case 'text':
    case 'picklist':
      return left.normalize('NFC') === right.normalize('NFC');
  }
}

/** Digits, and whether an international prefix stands before them: vendors put spaces, dots and brackets as they like. */
function dialled(phone: string): string {
  return (/^[^\d]*\+/.test(phone) ? '+' : '') + phone.replace(/\D/g, '');
}

function asNumber(text: string): number | null {
  // Signs, digits, one point, exponent: `1,234` means two things in two countries, `0x10` and `Infinity` nothing to either side.
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number + 0 : null; // + 0: there is no minus zero in JSON
}

function asBoolean(text: string): boolean | null {
  const word = text.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : null;
}

/** Only fields of text have a length (L6: what is written must read back alike, and a text field gives a number back as text). */
function storesText(rule: FieldRule, side: Side): boolean {
  return lengthOf(rule, side) !== null;
}

function lengthOf(rule: FieldRule, side: Side): number | null {
  const length = side === 'crm' ? rule.crmLength : rule.platformLength;
  return length === null || length <= 0 ? null : length; // Salesforce describes what is no text as of length 0
}

/**
 * Text without outer white space, without control characters other than tab and line end (PostgreSQL, XML and CSV each refuse some),
 * line ends as `\n`, no half surrogates (they cannot be sent as UTF-8).
 */
function clean(value: Value): string {
  if (value === null) return '';
  return (
    String(value)
      .replace(/\r\n?/g, '\n')
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
      .replace(/\p{Surrogate}/gu, '\ufffd')
      .trim()
  );
}
