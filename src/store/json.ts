/**
 * A value as JSON that PostgreSQL takes: it refuses U+0000 and half surrogates, and one odd name must not stop a page of 2,000.
 * Both become U+FFFD.
 */
export function json(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes('\\u') && REFUSED.test(text)
    ? JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? mended(part) : part))
    : text;
}

/** The same for a text given by itself. */
export function mended(text: string): string {
  if (!ODD.test(text)) return text;
  return text.replaceAll('\u0000', '\ufffd').replace(/\p{Surrogate}/gu, '\ufffd');
}

export const mendedAll = (texts: readonly string[]): string[] => [...new Set(texts.map(mended))];

/** U+0000 or any half of a surrogate pair: the quick look, since nearly no text has one. */
// oxlint-disable-next-line no-control-regex
const ODD = /[\u0000\ud800-\udfff]/;

/** JSON.stringify writes both as escapes. An escaped backslash before `u` may fool it: then a little work is done for nothing. */
const REFUSED = /\\u(?:0000|d[89a-f])/i;
