import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvLines } from '../../src/salesforce/bulk/csvLines.js';

describe('a result page is read as csv-parse, a library, reads it', () => {
  const theirs = (csv: string): readonly (readonly string[])[] | null => {
    try {
      return parse(csv, { bom: true });
    } catch {
      return null;
    }
  };

  const value = fc.string({
    unit: fc.constantFrom('a', 'é', '😀', ' ', ',', '"', '\n', '\r\n', '\t', '\\'),
    maxLength: 6,
  });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const page = fc
    .integer({ min: 1, max: 4 })
    .chain((columns) =>
      fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 }),
    );
  const written = fc
    .tuple(page, fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.constantFrom('', '\ufeff'))
    .map(([lines, end, ended, mark]) => ({
      lines,
      csv: `${mark}${lines.map((line) => line.map(quoted).join(',')).join(end)}${ended ? end : ''}`,
    }));

  test('every value comes back as it was written', () =>
    fc.assert(fc.property(written, ({ lines, csv }) => expect(csvLines(csv)).toEqual(lines))));

  test('a page cut anywhere is refused, or read alike', () =>
    fc.assert(
      fc.property(written, fc.nat(), ({ csv }, cut) => {
        const part = csv.slice(0, cut % (csv.length + 1));
        // Half a line end: all of its line is there, which csv-parse does not grant.
        fc.pre(!part.endsWith('\r'));
        expect(csvLines(part)).toEqual(theirs(part));
      }),
    ));

  test('whatever else comes, too', () => {
    const anything = fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(anything, (csv) => expect(csvLines(csv)).toEqual(theirs(csv))),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  [
    'plain',
    'a,b\n1,2\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['a comma, a line end and quotes inside', '"a"\n"1,\n""x"""\n', [['a'], ['1,\n"x"']]],
  [
    'blanks, quoted or not',
    'a,b,c\n"",,""\n',
    [
      ['a', 'b', 'c'],
      ['', '', ''],
    ],
  ],
  ['nothing', '', []],
  ['a line that is too short', 'a,b\n1\n', null],
  ['a line that is too long', 'a,b\n1,2,3\n', null],
  ['a value that never ends', 'a\n"1\n', null],
  ['a quote amid a plain value', 'a\n1"2\n', null],
  ['something behind a closing quote', 'a\n"1"2\n', null],
])('csvLines: %s', (_what, csv, lines) => expect(csvLines(csv)).toEqual(lines));
