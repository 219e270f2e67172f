/**
 * `{ apiKey: ${env:NAME} }` as people write it: within braces YAML takes the reference's own for the start and end of a section. So the signs that
 * mean something to YAML are swapped for signs of the private use area, one for one, and back in what was read: lines and columns stay true.
 */
const SIGNS = '{}[],#:';
const FIRST = 0xe000;
const REFERENCE = /\$\{(?:env|file):[^}\n"']*\}/g;

const shadow = (at: number) => String.fromCharCode(FIRST + at);
const SHADOWS = new RegExp(`[${shadow(0)}-${shadow(SIGNS.length - 1)}]`, 'g');

/** The text with its references shielded; one that holds such private signs itself is left as it is. */
export function shield(text: string): string {
  if (text.search(SHADOWS) >= 0) return text;
  return text.replace(REFERENCE, (reference) =>
    reference.replace(/[{}[\],#:]/g, (sign) => shadow(SIGNS.indexOf(sign))),
  );
}

/** Plain data with its references as they were written, in keys too. */
export function unshield(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(SHADOWS, (sign) => SIGNS.charAt(sign.charCodeAt(0) - FIRST));
  if (Array.isArray(value)) return value.map(unshield);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [unshield(key), unshield(item)]));
}
