const QUOTE = 34;
const COMMA = 44;
const RETURN = 13;
const LINE_FEED = 10;

/**
 * The lines of a result as lists of values (RFC 4180; lines end in LF, CR LF or CR, a first byte order mark counts for nothing). null: it was cut, or
 * is something else. By hand, value by value: a parser that looks at each character costs more than all the rest of reading a person. One page in memory.
 */
export function csvLines(csv: string): readonly (readonly string[])[] | null {
  const lines: string[][] = [];
  let at = csv.startsWith('\ufeff') ? 1 : 0;
  while (at < csv.length) {
    const line: string[] = [];
    for (let more = true; more; at += 1) {
      const quoted = csv.charCodeAt(at) === QUOTE;
      const end = quoted ? closing(csv, at) : endOfPlain(csv, at);
      if (end === null) return null;
      line.push(quoted ? unquoted(csv, at, end) : csv.slice(at, end));
      at = end;
      const next = csv.charCodeAt(at);
      more = next === COMMA;
      if (next === RETURN && csv.charCodeAt(at + 1) === LINE_FEED) at += 1;
      else if (!more && next !== LINE_FEED && next !== RETURN && at < csv.length) return null;
    }
    // Every line has as many values as the first, or it was cut.
    if (line.length !== (lines[0] ?? line).length) return null;
    lines.push(line);
  }
  return lines;
}

/** Right after the quote that ends the value which begins with one at `start`; null: nothing ends it. */
function closing(csv: string, start: number): number | null {
  for (let at = csv.indexOf('"', start + 1); at >= 0; at = csv.indexOf('"', at + 2))
    if (csv.charCodeAt(at + 1) !== QUOTE) return at + 1;
  return null;
}

/** Where a value without quotes ends; null: there is a quote inside. */
function endOfPlain(csv: string, start: number): number | null {
  for (let at = start; ; at += 1) {
    const unit = csv.charCodeAt(at);
    if (unit === QUOTE) return null;
    // Beyond the end it is NaN.
    if (unit === COMMA || unit === LINE_FEED || unit === RETURN || Number.isNaN(unit)) return at;
  }
}

function unquoted(csv: string, start: number, end: number): string {
  const text = csv.slice(start + 1, end - 1);
  return text.includes('"') ? text.replaceAll('""', '"') : text;
}
