import type { Field, Row } from '../shapes.js';
import type { ObjectView } from '../schema.js';
import type { StampStyle } from '../render.js';

interface Part {
  readonly name: string;
  readonly field: Field | null;
  readonly flat?: boolean;
  cell(row: Row): unknown;
}

const DAY = 86_400_000;
const TWO = Array.from({ length: 60 }, (_one, n) => String(n).padStart(2, '0'));
let known = { day: Number.NaN, text: '' };
let last = { at: Number.NaN, text: '' };

/** `2026-01-05T08:00:00.000+0000`: stamps are whole seconds, neighbours fall on one day, and the stamps of one record are often one. */
function stamp(at: number): string {
  if (last.at !== at) last = { at, text: written(at) };
  return last.text;
}

function written(at: number): string {
  const day = Math.floor(at / DAY);
  if (known.day !== day) known = { day, text: new Date(day * DAY).toISOString().slice(0, 11) };
  const second = Math.floor((at - day * DAY) / 1000);
  return `"${known.text}${TWO[Math.floor(second / 3600)]}:${TWO[Math.floor(second / 60) % 60]}:${TWO[second % 60]}.000+0000"`;
}

/** What JSON has to escape, and a little more: all but the blank and what follows it, save `"`, `\` and halves of surrogate pairs. */
const ESCAPED = /[^ !#-[\]-\uD7FF\uE000-\uFFFF]/;

/**
 * A writer of flat records, field by field, without the record in between: what most of a large reading's time went into. Null where a column nests:
 * then the record has to be made.
 */
export function recordJson(
  { version, style }: { readonly version: string; readonly style: StampStyle },
  view: ObjectView,
  parts: readonly Part[],
): ((row: Row) => string) | null {
  if (style !== 'rest' || parts.some(({ flat }) => flat !== true)) return null;
  const { name } = view.def;
  const head = `{"attributes":{"type":"${name}","url":"/services/data/${version}/sobjects/${name}/`;
  const writers = parts.map(({ name: key, field, cell }): ((row: Row) => string) => {
    const lead = `,${JSON.stringify(key)}:`;
    if (field === null || field.computed || field.type === 'address' || field.type === 'location')
      return (row) => lead + JSON.stringify(cell(row) ?? null);
    const own = field.name;
    if (field.type === 'boolean') return (row) => lead + (row[own] === true ? 'true' : 'false');
    if (field.type === 'datetime')
      return (row) => {
        const value = row[own];
        return lead + (typeof value === 'number' ? stamp(value) : 'null');
      };
    const open = `${lead}"`;
    return (row) => {
      const value = row[own];
      return typeof value === 'string' && !ESCAPED.test(value)
        ? `${open}${value}"`
        : lead + JSON.stringify(value ?? null);
    };
  });
  return (row) => {
    let text = `${head}${row.Id}"}`;
    for (const write of writers) text += write(row);
    return `${text}}`;
  };
}
