import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import { placed } from './position.js';
import { malformed } from './whereTree.js';

/** Longest statement. Source: Salesforce Developer Limits, SOQL statements. */
const MOST_CHARACTERS = 100_000;

/** Throws MALFORMED_QUERY with the place. `ALL ROWS` and ROLLUP of functions are not known to the parser; the first belongs to Apex. */
export function parseSoql(soql: string): Query {
  if (soql.length > MOST_CHARACTERS) throw malformed('SOQL statements can not be longer than 100000 characters');
  // The parser stops at it; the org takes it for an unknown character.
  if (soql.includes('\0')) throw malformed("unexpected token: '\\u0000'");
  try {
    return parseQuery(soql);
  } catch (error) {
    throw malformed(complaint(soql, error instanceof Error ? error.message : ''));
  }
}

function complaint(soql: string, said: string): string {
  const lexed = /at offset: (\d+)/.exec(said);
  if (lexed !== null) {
    const at = Number(lexed[1]);
    return soql.charAt(at) === "'"
      ? `line ${soql.slice(0, at).split('\n').length}:${soql.length} mismatched character '<EOF>' expecting '''`
      : `${placed(soql, at)}\nline 1:${at} no viable alternative at character '${soql.charAt(at)}'`;
  }
  const found = (/(?:found(?: -->)?:?) '?([^'\n]*?)'?(?: <--)?$/.exec(said)?.[1] ?? '').trim();
  if (found === '') return `${placed(soql, soql.length)}\nunexpected token: '<EOF>'`;
  return `${placed(soql, lastOffset(soql, found))}\nunexpected token: '${found}'`;
}

/** A parser that gave up did so as late as it could: the last such word is the likeliest. */
function lastOffset(soql: string, word: string): number {
  const at = soql.lastIndexOf(word);
  return at < 0 ? soql.length : at;
}
