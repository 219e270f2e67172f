/** Whether a text meets a search term: words in any order, `"a phrase"`, `*` and `?`, AND, OR and AND NOT. Case says nothing. */
export type TermCheck = (text: string) => boolean;

const TOKENS = /"([^"]*)"|(\()|(\))|([^\s()"]+)/g;

/** Source: SOQL and SOSL Reference, FIND {SearchQuery}. Without operators all words must be found. */
export function termCheck(term: string): TermCheck {
  const alternatives: { readonly wanted: RegExp[]; readonly unwanted: RegExp[] }[] = [{ wanted: [], unwanted: [] }];
  let negated = false;
  for (const [, phrase, , , word] of term.matchAll(TOKENS)) {
    const operator = word?.toUpperCase();
    if (operator === 'AND') continue;
    if (operator === 'OR') {
      alternatives.push({ wanted: [], unwanted: [] });
      continue;
    }
    if (operator === 'NOT') {
      negated = true;
      continue;
    }
    const text = phrase ?? word;
    if (text === undefined || text === '') continue;
    const at = alternatives.at(-1);
    (negated ? at?.unwanted : at?.wanted)?.push(pattern(text));
    negated = false;
  }
  return (text) =>
    alternatives.some(
      ({ wanted, unwanted }) =>
        wanted.length > 0 && wanted.every((one) => one.test(text)) && !unwanted.some((one) => one.test(text)),
    );
}

/** A word stands between what is neither letter nor digit. */
function pattern(text: string): RegExp {
  const source = text
    .replace(/\\(.)/gs, '$1')
    .replace(/[\\^$.+()[\]{}|/-]/g, '\\$&')
    .replace(/\*+/g, '[^\\s]*')
    .replace(/\?/g, '[^\\s]');
  return new RegExp(`(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])`, 'iu');
}
