import { refuse } from '../apiError.js';

export type Scope = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR';

export interface Returning {
  readonly object: string;
  readonly fields: string;
  /** `WHERE … ORDER BY …`, as SOQL has them. */
  readonly rest: string;
  readonly limit: number;
}

export interface Sosl {
  readonly term: string;
  readonly scope: Scope;
  /** Empty: every searchable object, ids only. */
  readonly returning: readonly Returning[];
  readonly limit: number;
}

/** Most records of a search. Source: SOQL and SOSL Reference, SOSL Limits. */
export const MOST_FOUND = 2000;

export const malformedSearch = (message: string) => refuse('MALFORMED_SEARCH', message);

const SHAPE =
  /^\s*FIND\s*\{((?:\\[\s\S]|[^\\}])*)\}\s*(?:IN\s+(ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS\s*)?(?:RETURNING\s+([\s\S]*?))?(?:\s+WITH\s+[\s\S]*?)?(?:\s*\bLIMIT\s+(\d+))?\s*$/i;

/** `FIND {ann*} IN NAME FIELDS RETURNING Contact(Id, Name WHERE … LIMIT 5), Lead(Id) LIMIT 20`. Source: SOQL and SOSL Reference, SOSL Syntax. */
export function parseSosl(sosl: string): Sosl {
  const match = SHAPE.exec(sosl);
  if (match === null) {
    if (!/^\s*FIND\b/i.test(sosl))
      throw malformedSearch(`line 1:0 no viable alternative at input '${sosl.trim().slice(0, 20)}'`);
    throw malformedSearch('No search term found. The search term must be enclosed in braces.');
  }
  const [, term = '', scope = 'ALL', returning, limit] = match;
  if (term.replace(/\\/g, '').trim().length < 2)
    throw malformedSearch(`search term must be longer than one character: ${term.trim()}`);
  return {
    term,
    scope: scope.toUpperCase() as Scope,
    returning: returning === undefined ? [] : objects(returning).map(returningOf),
    limit: Math.min(MOST_FOUND, limit === undefined ? MOST_FOUND : Number(limit)),
  };
}

/** Split at commas outside of parentheses and text. */
function objects(list: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const [token] of list.matchAll(/'(?:\\[\s\S]|[^'\\])*'|[\s\S]/g)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (depth < 0) throw malformedSearch("unexpected token: ')'");
    if (token === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += token;
  }
  if (depth !== 0) throw malformedSearch("unexpected token: '<EOF>'");
  return [...parts, part];
}

function returningOf(text: string): Returning {
  const match = /^\s*(\w+)\s*(?:\(([\s\S]*)\))?\s*$/.exec(text);
  if (match === null) throw malformedSearch(`unexpected token: '${text.trim()}'`);
  const [, object = '', inside = 'Id'] = match;
  const [, fields = '', rest = '', limit] =
    /^([\s\S]*?)((?:\s+(?:WHERE|ORDER\s+BY|USING)\b[\s\S]*?)?)(?:\s+LIMIT\s+(\d+))?(?:\s+OFFSET\s+\d+)?\s*$/i.exec(
      inside,
    ) ?? [];
  return { object, fields: fields.trim() || 'Id', rest, limit: limit === undefined ? MOST_FOUND : Number(limit) };
}
