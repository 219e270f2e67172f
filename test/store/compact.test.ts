import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compactBaseline, compactChanges, wholeBaseline, wholeChanges } from '../../src/store/compact.js';
import { compactImage, wholeImage, type StoredImage } from '../../src/store/compactImage.js';
import type { Snapshot } from '../../src/domain/record.js';

const value = fc.oneof(fc.constantFrom(null, true, false, 0, '', 'a'), fc.string(), fc.integer());
const ruleKey = fc.string().map((name) => `${name}=TAG:text`);
const throughTheDatabase = <T>(stored: T): T => JSON.parse(JSON.stringify(stored)) as T;

test('a baseline comes back as it was kept, equal and unequal pairs alike, decided together or not', () =>
  fc.assert(
    fc.property(
      fc
        .nat({ max: 3 })
        .chain((max) =>
          fc.dictionary(ruleKey, fc.record({ crm: value, platform: value, run: fc.nat({ max }), at: fc.nat({ max }) })),
        ),
      (baseline) => expect(wholeBaseline(throughTheDatabase(compactBaseline(baseline)))).toEqual({ ...baseline }),
    ),
  ));

test('intended changes come back as they were kept', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({ rule: fc.string(), field: fc.string(), old: value, next: value, from: value })),
      (changes) => expect(wholeChanges(throughTheDatabase(compactChanges(changes)))).toEqual(changes),
    ),
  ));

test('what both sides share is kept once', () =>
  expect([
    compactBaseline({ 'A=B:text': { crm: 'x', platform: 'x', run: 1, at: 2 } }),
    compactBaseline({
      'A=B:text': { crm: 'x', platform: 'y', run: 1, at: 2 },
      'C=D:text': { crm: 'x', platform: 'x', run: 1, at: 3 },
    }),
    compactChanges([{ rule: 'A=B:text', field: 'B', old: null, next: 'x', from: 'x' }]),
  ]).toEqual([
    [1, 2, { 'A=B:text': 'x' }],
    { 'A=B:text': ['x', 'y', 1, 2], 'C=D:text': ['x', 1, 3] },
    [['A=B:text', 'B', 'x']],
  ]));

test('what was kept before pairs were kept together is still read', () =>
  expect(wholeBaseline({ 'A=B:text': ['x', 1, 2], 'C=D:text': ['x', 'y', 1, 2] })).toEqual({
    'A=B:text': { crm: 'x', platform: 'x', run: 1, at: 2 },
    'C=D:text': { crm: 'x', platform: 'y', run: 1, at: 2 },
  }));

const maybe = fc.option(fc.string(), { nil: null });
const consent = fc.record({ at: fc.nat(), source: fc.string() });
const image = fc.record<Snapshot>({
  side: fc.constantFrom('crm', 'platform'),
  id: fc.string(),
  object: fc.string(),
  email: maybe,
  fields: fc.dictionary(fc.string(), value, { noNullPrototype: true }),
  stamp: fc.nat(),
  createdAt: fc.option(fc.nat(), { nil: null }),
  optedOut: fc.boolean(),
  deleted: fc.boolean(),
  convertedTo: maybe,
  mergedInto: maybe,
  carries: maybe,
  unfit: fc.constantFrom(null, 'person-account' as const),
});
const images = fc.oneof(
  image,
  fc.tuple(image, consent).map(([one, given]) => ({ ...one, consent: given })),
);
const plain = { optedOut: false, deleted: false, convertedTo: null, mergedInto: null, carries: null, unfit: null };

test('an image comes back as it was kept, whatever is unusual about it', () =>
  fc.assert(
    fc.property(images, fc.boolean(), (given, isPlain) => {
      const record = isPlain ? { ...given, ...plain } : given;
      const stored: StoredImage = throughTheDatabase(compactImage(record));
      expect(wholeImage(record.side, record.id, stored)).toEqual(record);
    }),
  ));

test('an image kept whole by a version before is still read', () =>
  fc.assert(fc.property(images, (record) => expect(wholeImage(record.side, record.id, record)).toEqual(record))));
