import type { RowResult } from '../api/writing.js';
import { refuse, type Complaint } from '../apiError.js';
import type { Org } from '../org.js';
import type { ObjectView } from '../schema.js';
import type { Sent } from '../sent.js';
import { element, escapeXml, many, node, text, textIn, type Node } from './xml.js';

/** An sObject element as a record: its type, its id, its fields. `fieldsToNull` empties, an empty element says nothing. */
export function sObjectOf(
  org: Org,
  value: unknown,
): { readonly view: ObjectView; readonly id: string | null; readonly sent: Sent } {
  const from = node(value);
  const type = text(from, 'type') ?? attributeType(from);
  const view = org.schema.object(type ?? '');
  if (view === null) throw refuse('INVALID_TYPE', `sObject type '${type ?? ''}' is not supported.`, []);
  return { view, id: text(from, 'Id') ?? text(from, 'id'), sent: fieldsOf(from) };
}

const attributeType = (from: Node): string | null => {
  const type = from['@_type'];
  return typeof type === 'string' ? (type.split(':').at(-1) ?? null) : null;
};

export function fieldsOf(from: Node): Sent {
  const sent: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(from)) {
    if (name.startsWith('@_') || name === '#text' || ['type', 'id', 'fieldstonull'].includes(name.toLowerCase()))
      continue;
    const inner = node(value);
    const isParent = Object.keys(inner).some((key) => !key.startsWith('@_') && key !== '#text');
    if (isParent) sent[name] = { ...fieldsOf(inner), type: text(inner, 'type') ?? undefined };
    else if (inner['@_nil'] === 'true') sent[name] = null;
    else if (textIn(value) !== null) sent[name] = textIn(value);
  }
  for (const name of many(from['fieldsToNull'])) {
    const field = textIn(name);
    if (field !== null) sent[field] = null;
  }
  return sent;
}

/** A record of an answer as the partner API writes it: type and Id first, children as query results. */
export function recordXml(record: Readonly<Record<string, unknown>>, name = 'records'): string {
  const { attributes, Id, ...fields } = record;
  const type = node(attributes)['type'];
  const id = typeof Id === 'string' ? `<sf:Id>${Id}</sf:Id>` : '<sf:Id xsi:nil="true"/>';
  return `<${name} xsi:type="sf:sObject"><sf:type>${String(type ?? '')}</sf:type>${id}${Object.entries(fields)
    .map(([key, value]) => fieldXml(key, value))
    .join('')}</${name}>`;
}

function fieldXml(name: string, value: unknown): string {
  if (value === null || value === undefined) return `<sf:${name} xsi:nil="true"/>`;
  if (typeof value !== 'object') return `<sf:${name}>${escapeXml(String(value))}</sf:${name}>`;
  const inner = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(inner['records']))
    return `<sf:${name} xsi:type="QueryResult"><sf:done>true</sf:done><sf:queryLocator xsi:nil="true"/>${(inner['records'] as Readonly<Record<string, unknown>>[]).map((one) => recordXml(one, 'sf:records')).join('')}<sf:size>${String(inner['totalSize'])}</sf:size></sf:${name}>`;
  if (inner['attributes'] !== undefined) return recordXml(inner, `sf:${name}`);
  return element(`sf:${name}`, inner);
}

export const errorsXml = (complaints: readonly Complaint[]): string =>
  complaints
    .map(
      ({ code, message, fields = [] }) =>
        `<errors>${fields.map((field) => `<fields>${escapeXml(field)}</fields>`).join('')}<message>${escapeXml(message)}</message><statusCode>${code}</statusCode></errors>`,
    )
    .join('');

/** SaveResult, UpsertResult, DeleteResult. */
export const saveXml = (result: RowResult, upsert: boolean): string =>
  'complaints' in result
    ? `<result>${upsert ? '<created>false</created>' : ''}${errorsXml(result.complaints)}${result.id === null ? '<id xsi:nil="true"/>' : `<id>${result.id}</id>`}<success>false</success></result>`
    : `<result>${upsert ? `<created>${String(result.created)}</created>` : ''}<id>${result.id}</id><success>true</success></result>`;
