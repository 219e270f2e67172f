import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../support/anyText.js';
import { condition, name, pieces, text, within } from '../../src/salesforce/soql.js';

const at = (iso: string) => Date.parse(iso);

test('no text leaves its quotes', () => {
  fc.assert(
    fc.property(anyText(40), (value) => {
      const inner = text(value).slice(1, -1);
      expect(inner.replace(/\\./gs, '')).not.toMatch(/['\\\n\r]/);
      expect(() => encodeURIComponent(inner)).not.toThrow();
    }),
  );
});

test.each([
  ["O'Neill", String.raw`'O\'Neill'`],
  [String.raw`back\slash`, String.raw`'back\\slash'`],
  ['two\nlines', String.raw`'two\nlines'`],
])('%s is quoted', (value, quoted) => expect(text(value)).toBe(quoted));

test.each(['Name; DROP', 'Account.Name', '', '1st', 'Id FROM User'])('%s is no name', (written) => {
  expect(() => name(written)).toThrow(expect.objectContaining({ kind: 'misconfigured' }));
});

test.each(["Country = 'Germany'", "(A = 'x)' OR B = 1)", String.raw`Name = 'O\'Neill'`])(
  'the filter %s stands in its own parentheses',
  (filter) => {
    expect(condition(filter)).toBe(`(${filter})`);
  },
);

test.each(['A = 1) OR (B = 2', "Name = 'open", '(A = 1', ' '])('the filter %s is refused', (filter) => {
  expect(() => condition(filter)).toThrow(expect.objectContaining({ kind: 'misconfigured' }));
});

test('a window is its bounds; a position in it comes strictly before what follows', () => {
  const window = { since: at('2026-01-01T00:00:00Z'), until: at('2026-01-02T00:00:00Z'), limit: 5 };
  expect(within({ ...window, after: null })).toBe(
    'SystemModstamp >= 2026-01-01T00:00:00.000Z AND SystemModstamp <= 2026-01-02T00:00:00.000Z',
  );
  expect(within({ ...window, after: { stamp: at('2026-01-01T10:00:00Z'), id: '003A' } })).toBe(
    "SystemModstamp <= 2026-01-02T00:00:00.000Z AND (SystemModstamp > 2026-01-01T10:00:00.000Z OR (SystemModstamp = 2026-01-01T10:00:00.000Z AND Id > '003A'))",
  );
});

test('a list is cut by number and by room, and nothing is lost', () => {
  const values = Array.from({ length: 50 }, (_, n) => `value ${n}`);
  const cut = pieces(values, 20, 200);
  expect(cut.flat()).toEqual(values);
  for (const piece of cut)
    expect(encodeURIComponent(piece.map((value) => `${text(value)},`).join('')).length).toBeLessThanOrEqual(200);
  expect(pieces(values, 20, 100_000).map((piece) => piece.length)).toEqual([20, 20, 10]);
});
