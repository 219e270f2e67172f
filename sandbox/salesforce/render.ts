import { valueOf } from './derived.js';
import type { Org } from './org.js';
import type { ObjectView } from './schema.js';
import type { Field, Row, Value } from './shapes.js';

/** Stamps as REST writes them: milliseconds always zero, a zone without colon. Bulk CSV ends them in Z. */
export type StampStyle = 'rest' | 'csv';

export function renderValue(one: Field, value: Value, style: StampStyle = 'rest'): Value {
  if (one.type !== 'datetime' || typeof value !== 'number') return value;
  const iso = new Date(value).toISOString();
  return style === 'csv' ? iso : iso.replace('Z', '+0000');
}

/** A field as JSON shows it: compound addresses as objects, null when all parts are. */
export function renderField(org: Org, view: ObjectView, one: Field, row: Row, style: StampStyle = 'rest'): unknown {
  if (one.type === 'address') return address(one.name.replace(/Address$/, ''), row);
  if (one.type === 'location') return place(one.name.replace(/__c$/, ''), row);
  return renderValue(one, valueOf(org, view, one, row), style);
}

export function attributes(
  version: string,
  object: string,
  id: string,
): { readonly type: string; readonly url: string } {
  return { type: object, url: `/services/data/${version}/sobjects/${object}/${id}` };
}

const PARTS = ['City', 'Country', 'Latitude', 'Longitude', 'PostalCode', 'State', 'Street'] as const;

function address(prefix: string, row: Row): unknown {
  const parts = PARTS.map(
    (part) => [part.charAt(0).toLowerCase() + part.slice(1), row[`${prefix}${part}`] ?? null] as const,
  );
  return parts.every(([, value]) => value === null) ? null : { ...Object.fromEntries(parts), geocodeAccuracy: null };
}

function place(base: string, row: Row): unknown {
  const [latitude, longitude] = [row[`${base}__Latitude__s`] ?? null, row[`${base}__Longitude__s`] ?? null];
  return latitude === null && longitude === null ? null : { latitude, longitude };
}
