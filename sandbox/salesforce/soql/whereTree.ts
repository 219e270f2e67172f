import type { FunctionExp, HavingClause, Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../apiError.js';

/** One comparison as the parser gives it: values are raw text, quotes and escapes left in. */
export interface RawTest {
  readonly field: string;
  readonly operator: string;
  readonly value: string | readonly string[];
  readonly literal: string | readonly string[];
  readonly query: Query | null;
  /** Compared instead of a field: `CALENDAR_YEAR(CreatedDate)`, in HAVING also `COUNT(Id)`. */
  readonly fn: FunctionExp | null;
}

export type Tree =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Tree[] }
  | { readonly kind: 'not'; readonly part: Tree }
  | { readonly kind: 'test'; readonly test: RawTest };

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | RawTest;

/** The parser's clause nests to the right and only counts parentheses: groups are rebuilt here. */
export function whereTree(clause: WhereClause | HavingClause): Tree {
  const tokens = flatten(clause as WhereClause);
  let at = 0;

  const group = (): Tree => {
    const first = unit();
    const operator = tokens[at];
    if (operator !== 'AND' && operator !== 'OR') return first;
    const parts = [first];
    while (tokens[at] === operator) {
      at += 1;
      parts.push(unit());
    }
    // Salesforce wants parentheses where AND meets OR.
    if (tokens[at] === 'AND' || tokens[at] === 'OR')
      throw malformed(`unexpected token: ${String(tokens[at])}`, String(tokens[at]));
    return { kind: operator === 'AND' ? 'and' : 'or', parts };
  };
  const unit = (): Tree => {
    const token = tokens[at];
    at += 1;
    if (token === 'NOT') return { kind: 'not', part: unit() };
    if (token === '(') {
      const inner = group();
      if (tokens[at] !== ')') throw malformed('expecting a right parentheses');
      at += 1;
      return inner;
    }
    if (typeof token === 'object') return { kind: 'test', test: token };
    throw malformed('unexpected token: where');
  };

  const tree = group();
  if (at < tokens.length) throw malformed(`unexpected token: ${String(tokens[at])}`);
  return tree;
}

function flatten(clause: WhereClause): readonly Token[] {
  const tokens: Token[] = [];
  let rest: WhereClause | undefined = clause;
  while (rest !== undefined) {
    const { left } = rest;
    const operator = 'operator' in rest ? rest.operator : undefined;
    if (left !== null) {
      for (let open = left.openParen ?? 0; open > 0; open -= 1) tokens.push('(');
      if ('operator' in left) {
        tokens.push(rawTest(left));
        for (let close = left.closeParen ?? 0; close > 0; close -= 1) tokens.push(')');
      }
    }
    if (operator !== undefined) tokens.push(operator);
    rest = 'right' in rest ? rest.right : undefined;
  }
  return tokens;
}

function rawTest(left: object): RawTest {
  const one = left as {
    field?: string;
    operator: string;
    value?: string | string[];
    literalType?: string | string[];
    valueQuery?: Query;
    fn?: FunctionExp;
  };
  return {
    field: one.field ?? '',
    operator: one.operator.toUpperCase(),
    value: one.value ?? '',
    literal: one.literalType ?? 'STRING',
    query: one.valueQuery ?? null,
    fn: one.fn ?? null,
  };
}

/** @param at the word it is about */
export const malformed = (message: string, at?: string) => refuse('MALFORMED_QUERY', message, undefined, at);
