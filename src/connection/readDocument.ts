import { LineCounter, parseDocument } from 'yaml';
import type { Problem } from '../profiles/profile.js';
import { shield, unshield } from './shield.js';

/** A connection file is a page or two; anything longer is a wrong file. */
const LONGEST = 1_000_000;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Text to plain data: YAML 1.2, of which JSON is a part. Syntax faults and doubled keys come back with their line; the text itself is never quoted, it may hold secrets. */
export function readDocument(text: string): { readonly document: unknown } | { readonly problems: readonly Problem[] } {
  if (text.length > LONGEST)
    return {
      problems: [{ path: '', reason: `the file is longer than ${LONGEST} characters: this is no connection file` }],
    };
  const lines = new LineCounter();
  // JSON may be indented by tabs, YAML may not. A JSON text holds no tab within a string, so they are all white space.
  const source = isJson(text) ? text.replaceAll('\t', ' ') : text;
  const parsed = parseDocument(shield(source), {
    version: '1.2',
    strict: true,
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'silent',
  });
  const all = [...parsed.errors, ...parsed.warnings];
  // After the first place that cannot be read at all, the parser stumbles over everything that follows.
  const lost = all.findIndex(({ code }) => !READ_ON.has(code));
  const faults = lost === -1 ? all : all.slice(0, lost + 1);
  if (faults.length > 0) {
    return {
      problems: faults.map((fault) => {
        const { line, col } = lines.linePos(fault.pos[0]);
        return {
          path: `line ${line}, column ${col}`,
          reason:
            REASONS[fault.code] ?? 'is not YAML 1.2 or JSON as written: check indentation, quotes and brackets here',
        };
      }),
    };
  }
  try {
    return { document: unshield(parsed.toJS({ maxAliasCount: 100 })) };
  } catch {
    return { problems: [{ path: '', reason: 'uses aliases that cannot be resolved: write the values out' }] };
  }
}

/** Faults after which the rest of the file still means what it says. */
const READ_ON: ReadonlySet<string> = new Set(['DUPLICATE_KEY', 'MULTIPLE_DOCS', 'TAG_RESOLVE_FAILED']);

/** Our words for the parser's codes: its own text quotes the file. */
const REASONS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key is given twice: keep one',
  MULTIPLE_DOCS: 'the file holds several documents: one connection, one file',
  TAG_RESOLVE_FAILED: 'tags (!name) are not known here: write the plain value',
  TAB_AS_INDENT: 'YAML is indented by spaces, not tabs',
  BAD_INDENT: 'the indentation does not fit the lines above',
  MISSING_CHAR: 'a closing quote or bracket is missing here or before',
};
