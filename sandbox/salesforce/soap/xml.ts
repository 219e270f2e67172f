import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element: its children by local name, attributes under `@_name`, text under `#text`. */
export type Node = Readonly<Record<string, unknown>>;

export class BadXml extends Error {
  override readonly name = 'BadXml';
}

const parser = new XMLParser({
  ignoreAttributes: false,
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
});

/** Deepest nesting of any call; deeper documents are somebody's attack on the parser. */
const MOST_DEPTH = 64;

/** Throws BadXml on what is no XML, on any DOCTYPE, and on entities of its own. */
export function parseXml(xml: string): Node {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) throw new BadXml('DOCTYPE is not allowed in content');
  const unknown = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/.exec(xml);
  if (unknown !== null) throw new BadXml("The entity name must immediately follow the '&' in the entity reference.");
  if (depthOf(xml) > MOST_DEPTH) throw new BadXml('The document is nested too deeply');
  if (xml.includes('\0')) throw new BadXml('An invalid XML character (Unicode: 0x0) was found in the document.');
  const valid = XMLValidator.validate(xml, { allowBooleanAttributes: false });
  if (valid !== true) throw new BadXml(valid.err.msg);
  try {
    const parsed: unknown = parser.parse(xml);
    return node(parsed);
  } catch {
    throw new BadXml('Content is not allowed in prolog.');
  }
}

function depthOf(xml: string): number {
  let depth = 0;
  let most = 0;
  for (const [tag] of xml.matchAll(/<\/?[\w:][^<>]*>/g)) {
    if (tag.startsWith('</')) depth -= 1;
    else if (!tag.endsWith('/>')) most = Math.max(most, (depth += 1));
  }
  return most;
}

export const node = (value: unknown): Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};

export const many = (value: unknown): readonly unknown[] => [value ?? []].flat();

/** An element's text, trimmed; null when it is empty, nil or not there. */
export function textIn(value: unknown): string | null {
  const raw = typeof value === 'object' && value !== null ? (value as Node)['#text'] : value;
  const text = typeof raw === 'string' ? raw.trim() : '';
  return text === '' ? null : text;
}

export const text = (from: Node, name: string): string | null => textIn(from[name]);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Characters XML has no way to write are left out, as the org leaves them out. */
const UNWRITABLE = /(?![\t\n\r\x7f-\x9f])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;
export const escapeXml = (value: string): string =>
  value.replace(UNWRITABLE, '').replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

/** A value as elements: lists repeat, null is nil, objects nest. */
export function element(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join('');
  if (value === null || value === undefined) return `<${name} xsi:nil="true"/>`;
  if (typeof value === 'object')
    return `<${name}>${Object.entries(value)
      .map(([key, one]) => element(key, one))
      .join('')}</${name}>`;
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}
