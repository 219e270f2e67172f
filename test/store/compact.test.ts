import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compactBaseline, compactChanges, wholeBaseline, wholeChanges } from '../../src/store/compact.js';

const value = fc.oneof(fc.constantFrom(null, true, false, 0, '', 'a'), fc.string(), fc.integer());
const ruleKey = fc.string().map((name) => `${name}=TAG:text`);
const throughTheDatabase = <T>(stored: T): T => JSON.parse(JSON.stringify(stored)) as T;

test('a baseline comes back as it was kept, equal and unequal pairs alike', () =>
  fc.assert(
    fc.property(
      fc.dictionary(ruleKey, fc.record({ crm: value, platform: value, run: fc.nat(), at: fc.nat() })),
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
    compactChanges([{ rule: 'A=B:text', field: 'B', old: null, next: 'x', from: 'x' }]),
  ]).toEqual([{ 'A=B:text': ['x', 1, 2] }, [['A=B:text', 'B', 'x']]]));
